namespace StoreHub.Protocol.Messages;

/// <summary>All seqs of a source up to one are durable. Immutable.</summary>
public sealed record AckMessage
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }

    /// <summary>The source.</summary>
    public required string Source { get; init; }

    /// <summary>The last durable seq.</summary>
    public required long Seq { get; init; }

    /// <summary>The revision of that seq.</summary>
    public required long Revision { get; init; }

    /// <summary>Those newly durable that were refused.</summary>
    public IReadOnlyList<SeqRange> Voids { get; init; } = [];
}
