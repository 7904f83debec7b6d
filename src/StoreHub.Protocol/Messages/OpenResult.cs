namespace StoreHub.Protocol.Messages;

/// <summary>The store is open: records or a snapshot follow. Immutable.</summary>
public sealed record OpenResult : HubResult
{
    /// <summary>The incarnation of the store's log.</summary>
    public string Epoch { get; init; } = "";

    /// <summary>The hub's last revision.</summary>
    public long Revision { get; init; }

    /// <summary>True: the records from the cursor on follow. False: a snapshot follows, then the records after it.</summary>
    public bool Delta { get; init; }

    /// <summary>The next seq that the hub expects of the source.</summary>
    public long ExpectedSeq { get; init; }

    /// <summary>The source's last durable seq; −1 if none is.</summary>
    public long AcknowledgedSeq { get; init; } = -1;

    /// <summary>The source's refused seqs that it may not know of yet.</summary>
    public IReadOnlyList<SeqRange> Voids { get; init; } = [];

    /// <summary>The hub's clock, in milliseconds since the Unix epoch.</summary>
    public double Time { get; init; }

    /// <summary>What the hub accepts; null only with an error.</summary>
    public LimitsInfo? Limits { get; init; }

    /// <summary>Which server answers, for people.</summary>
    public string Server { get; init; } = "";
}
