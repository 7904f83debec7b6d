namespace StoreHub.Protocol.Messages;

/// <summary>What was sequenced; that it is durable, an <see cref="AckMessage"/> says. Immutable.</summary>
public sealed record SubmitResult : HubResult
{
    /// <summary>The last seq of this source that has revisions; −1 if none has.</summary>
    public long SequencedSeq { get; init; } = -1;

    /// <summary>The next seq that the hub expects of the source.</summary>
    public long ExpectedSeq { get; init; }
}
