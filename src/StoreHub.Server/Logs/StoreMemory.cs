using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Server.Logs;

/// <summary>What a node still has of a store whose log failed: from it a log that lost its end, or all, is made whole again.</summary>
/// <param name="State">The state; not changed any more.</param>
/// <param name="TrimmedThrough">The revision after which it has records; at or below the state's.</param>
/// <param name="Tail">The records after it, in order and without a gap, beyond the state as well.</param>
public sealed record StoreMemory(SettledState State, long TrimmedThrough, IReadOnlyList<HistoryRecord> Tail)
{
    /// <summary>The last revision.</summary>
    public long LastRevision => Tail.Count > 0 ? Tail[^1].LastRevision : State.Revision;
}
