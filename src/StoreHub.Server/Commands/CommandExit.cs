namespace StoreHub.Server.Commands;

/// <summary>What commands end with.</summary>
internal static class CommandExit
{
    public const int Whole = 0;

    /// <summary>What was read is damaged, or does not fit.</summary>
    public const int Damaged = 1;

    /// <summary>It cannot be read or written, somebody else has it, or it is not there.</summary>
    public const int Unavailable = 2;
}
