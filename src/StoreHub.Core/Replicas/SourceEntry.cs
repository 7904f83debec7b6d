namespace StoreHub.Replicas;

/// <summary>What history holds of one source.</summary>
public sealed class SourceEntry
{
    private readonly List<VoidRange> _voids = [];

    /// <summary>The last seq in history.</summary>
    public long LastSeq { get; private set; } = -1;

    /// <summary>The revision of <see cref="LastSeq"/>.</summary>
    public long LastRevision { get; private set; }

    /// <summary>The hub's timestamp of <see cref="LastSeq"/>.</summary>
    public double LastTs { get; private set; }

    /// <summary>The voids above the floor, in order.</summary>
    public IReadOnlyList<VoidRange> Voids => _voids;

    /// <summary>Whether a seq is covered by a void above the floor.</summary>
    public bool IsVoid(long seq) => _voids.Exists(range => seq >= range.FirstSeq && seq < range.FirstSeq + range.Count);

    internal void Advance(long lastSeq, long lastRevision, double lastTs)
    {
        LastSeq = lastSeq;
        LastRevision = lastRevision;
        LastTs = lastTs;
    }

    internal void AddVoid(VoidRange range) => _voids.Add(range);

    internal void Forget(long floor) => _voids.RemoveAll(range => range.Revision <= floor);
}
