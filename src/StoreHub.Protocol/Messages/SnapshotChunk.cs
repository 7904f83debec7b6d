namespace StoreHub.Protocol.Messages;

/// <summary>A piece of a snapshot; the pieces come in order and without another between. Immutable.</summary>
public sealed record SnapshotChunk
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }

    /// <summary>The incarnation of the store's log.</summary>
    public required string Epoch { get; init; }

    /// <summary>The revision of the snapshot.</summary>
    public required long Revision { get; init; }

    /// <summary>Which piece this is, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>How many pieces there are, from 1.</summary>
    public required int Count { get; init; }

    /// <summary>
    /// The piece. On the MessagePack wire: a part of the binary snapshot. On the JSON wire: a part of the JSON snapshot's text, here as
    /// UTF-8, cut only between code points.
    /// </summary>
    public required ReadOnlyMemory<byte> Data { get; init; }
}
