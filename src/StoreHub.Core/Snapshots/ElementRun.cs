using StoreHub.Operations;

namespace StoreHub.Snapshots;

/// <summary>
/// Elements or tombstones that stand side by side and whose identities follow from the first: ordinals that rise by one within one
/// operation (kind 0), or seqs that rise by one (kind 1, as typing makes them); kinds 2 and 3 are the same for tombstones.
/// </summary>
internal readonly record struct ElementRun(bool Deleted, bool BySeq, SourceId Source, long Seq, int Ordinal, int Count)
{
    public const int Fields = 5;

    public int Kind => (BySeq ? 1 : 0) + (Deleted ? 2 : 0);

    /// <summary>The identity at a position in the run.</summary>
    public ElementId this[int index] => BySeq ? new(Source, Seq + index, Ordinal) : new(Source, Seq, Ordinal + index);

    /// <summary>Makes a run of numbers that nobody vouches for.</summary>
    public static ElementRun Create(long kind, SourceId source, long seq, long ordinal, long count)
    {
        if (kind is < 0 or > 3) throw SnapshotRules.Malformed($"a run of kind {kind} is not known");
        bool bySeq = (kind & 1) != 0;
        if (count is < 1 or > int.MaxValue) throw SnapshotRules.Malformed($"a run of {count} elements is none");
        if (seq < 0 || seq > SnapshotRules.MaxCounter - (bySeq ? count - 1 : 0)) throw SnapshotRules.Malformed($"the seqs of a run from {seq} leave the range 0 to 2^53−1");
        if (ordinal < 0 || ordinal > int.MaxValue - (bySeq ? 0 : count - 1)) throw SnapshotRules.Malformed($"the ordinals of a run from {ordinal} leave the range 0 to 2^31−1");
        return new ElementRun((kind & 2) != 0, bySeq, source, seq, (int)ordinal, (int)count);
    }

    /// <summary>This run and one element more, if that one follows.</summary>
    public bool TryExtend(ElementId next, bool deleted, out ElementRun longer)
    {
        longer = this;
        if (deleted != Deleted || next.Source != Source || Count == int.MaxValue) return false;
        if ((Count == 1 || !BySeq) && next.Seq == Seq && next.Ordinal == (long)Ordinal + Count)
        {
            longer = this with { BySeq = false, Count = Count + 1 };
            return true;
        }

        if ((Count == 1 || BySeq) && next.Ordinal == Ordinal && next.Seq == Seq + Count)
        {
            longer = this with { BySeq = true, Count = Count + 1 };
            return true;
        }

        return false;
    }
}
