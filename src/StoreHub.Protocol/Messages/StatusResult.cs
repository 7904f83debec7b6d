namespace StoreHub.Protocol.Messages;

/// <summary>A store's numbers at one moment. Immutable.</summary>
public sealed record StatusResult : HubResult
{
    /// <summary>The incarnation of the store's log.</summary>
    public string Epoch { get; init; } = "";

    /// <summary>The last revision.</summary>
    public long Revision { get; init; }

    /// <summary>The last durable revision.</summary>
    public long DurableRevision { get; init; }

    /// <summary>The revision at or below which tombstones are forgotten.</summary>
    public long Floor { get; init; }

    /// <summary>The first revision that the hub can still send as a record.</summary>
    public long TailStart { get; init; }

    /// <summary>The hash of the state at <see cref="StateRevision"/>, 64 lower-case hexadecimal digits; null if it was not asked for.</summary>
    public string? StateHash { get; init; }

    /// <summary>The revision of <see cref="StateHash"/>.</summary>
    public long StateRevision { get; init; }

    /// <summary>How many connections have the store open.</summary>
    public int Subscribers { get; init; }

    /// <summary>How many sources the hub remembers.</summary>
    public int Sources { get; init; }
}
