using StoreHub.Operations;
using StoreHub.Replicas;
using StoreHub.State;

namespace StoreHub.Snapshots;

/// <summary>Puts a settled state together from the parts of a snapshot, and checks what only the parts together tell.</summary>
internal sealed class TreeAssembly
{
    private readonly List<(long Revision, ArrayNode Array, Element Element)> _tombstones = [];
    private readonly double _lastTs;
    private readonly long _forgottenAt;

    public TreeAssembly(long revision, double lastTs, long floor, long forgottenAt)
    {
        SnapshotRules.RequireHeader(revision, lastTs, floor, forgottenAt);
        Revision = revision;
        Floor = floor;
        _lastTs = lastTs;
        _forgottenAt = forgottenAt;
    }

    public long Revision { get; }

    public long Floor { get; }

    public SourceTable Sources { get; } = new();

    public static void RequireDepth(int depth)
    {
        if (depth > ContainerValue.MaxNesting)
            throw new StoreException(StoreErrorCode.TooDeep, $"The state is nested deeper than {ContainerValue.MaxNesting} levels.", limit: ContainerValue.MaxNesting);
    }

    /// <summary>Adds what history holds of a source.</summary>
    /// <returns>Its entry.</returns>
    public SourceEntry AddSource(SourceId source, long lastSeq, long lastRevision, double lastTs) =>
        SnapshotRules.AddSource(Sources, source, lastSeq, lastRevision, lastTs, Revision, _lastTs);

    /// <summary>Puts a live element behind all others.</summary>
    /// <returns>The element.</returns>
    public static Element Append(ArrayNode array, Element? last, ElementId id, StoreValue value)
    {
        if (array.Find(id) is not null) throw SnapshotRules.Malformed($"the element {id} stands twice in one array");
        var element = new Element(id, value);
        array.InsertAfter(last, element);
        return element;
    }

    /// <summary>Puts a tombstone behind all others.</summary>
    /// <returns>The tombstone.</returns>
    public Element AppendTombstone(ArrayNode array, Element? last, ElementId id, long revision)
    {
        if (revision <= Floor || revision > Revision) throw SnapshotRules.Malformed($"the removal of {id} at revision {revision} lies outside {Floor + 1} to {Revision}");
        Element element = Append(array, last, id, default);
        ArrayNode.SetDeleted(element, revision);
        _tombstones.Add((revision, array, element));
        return element;
    }

    public SettledState Finish(ObjectNode root)
    {
        var tree = new StateTree { Root = root };
        _tombstones.Sort(static (left, right) => left.Revision.CompareTo(right.Revision));
        foreach ((long revision, ArrayNode array, Element element) in _tombstones) tree.Tombstones.Add(revision, array, element);
        return new SettledState(tree, Sources, Revision, Floor, _lastTs, _forgottenAt);
    }
}
