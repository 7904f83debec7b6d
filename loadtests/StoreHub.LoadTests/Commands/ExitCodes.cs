namespace StoreHub.LoadTests.Commands;

internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The replicas did not converge, the outcome was not the expected one, or the hub could not be used.</summary>
    public const int Failure = 1;

    /// <summary>Bad arguments, or a file that cannot be read.</summary>
    public const int Usage = 2;
}
