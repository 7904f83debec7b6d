using StoreHub.Operations;

namespace StoreHub.Replicas;

/// <summary>An operation in its place in a peer's log.</summary>
/// <param name="operation">The operation.</param>
/// <param name="ts">Its effective ts: its own, or that of its source's operation before if that is higher.</param>
internal struct PeerEntry(Operation operation, double ts) : IComparable<PeerEntry>
{
    public readonly Operation Operation = operation;

    public readonly double Ts = ts;

    /// <summary>How many undo entries it made when last applied.</summary>
    public int UndoCount;

    /// <summary>Whether it had an effect when last applied.</summary>
    public bool Effect;

    /// <summary>The order of operations without a hub: effective ts, source, seq.</summary>
    public readonly int CompareTo(PeerEntry other)
    {
        int order = Ts.CompareTo(other.Ts);
        if (order == 0) order = Operation.Source.CompareTo(other.Operation.Source);
        return order == 0 ? Operation.Seq.CompareTo(other.Operation.Seq) : order;
    }
}
