namespace StoreHub.Server.Redis;

/// <summary>Redis refused a command.</summary>
internal sealed class RedisErrorException(string message) : Exception(message)
{
    // refusals that pass: the same command may succeed later
    private static readonly string[] Passing =
        ["OOM", "LOADING", "READONLY", "MISCONF", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "NOREPLICAS", "NOAUTH", "WRONGPASS", "NOPERM", "UNKILLABLE"];

    /// <summary>Whether it has no such script.</summary>
    public bool IsMissingScript => Message.StartsWith("NOSCRIPT", StringComparison.Ordinal);

    /// <summary>Whether it is a replica, and no primary, that was asked.</summary>
    public bool IsOfReplica => Message.StartsWith("READONLY", StringComparison.Ordinal);

    /// <summary>Whether it is the state of the server that it refuses for.</summary>
    public bool IsPassing => Array.Exists(Passing, code => Message.StartsWith(code, StringComparison.Ordinal));
}
