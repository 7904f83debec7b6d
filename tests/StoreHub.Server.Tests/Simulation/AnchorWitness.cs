using StoreHub.Operations;
using StoreHub.State;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>Speaks up when the floor has made the hub forget an element next to which an author inserts that it saw alive.</summary>
internal sealed class AnchorWitness(SimulationWorld world)
{
    private readonly HashSet<(ArrayNode Array, ElementId Element)> _forgotten = [];
    private readonly HashSet<OperationId> _exempt = [];

    /// <summary>An author writes; what it inserts next to a tombstone is not promised anything.</summary>
    public void Written(Transaction transaction, StateTree view)
    {
        HashSet<ElementId>? tombstones = null;
        foreach (SpliceOperation splice in transaction.Operations.OfType<SpliceOperation>())
        {
            if (splice.Anchors is not { } anchors) continue;
            tombstones ??= LiveTree.Tombstones(view);
            if (anchors.After is { } after && tombstones.Contains(after)) _exempt.Add(splice.Id);
        }
    }

    /// <summary>The hub is about to settle a record.</summary>
    public void Settling(HistoryRecord record, StateTree tree)
    {
        if (record.Kind == RecordKind.Floor)
        {
            foreach (ArrayNode array in LiveTree.Arrays(tree))
                _forgotten.UnionWith(array.All().Where(element => !element.IsLive && element.DeletedAt <= record.Floor).Select(element => (array, element.Id)));
            return;
        }

        // a reissue gives operations new identities, and the exemptions are lost
        if (_forgotten.Count == 0 || world.Options.Lossy || world.Options.Forgets) return;
        foreach (SpliceOperation splice in record.Operations.OfType<SpliceOperation>())
        {
            if (splice.Anchors is not { After: { } after } anchors || _exempt.Contains(splice.Id)) continue;
            if (tree.Walk([.. splice.Path], stamp: false) is not ArrayNode array || array.Find(after) is not null) continue;
            if (_forgotten.Contains((array, after))) throw world.Violation($"the floor forgot {after}, after which {splice.Id} inserts");
            if (anchors.Before is { } before && _forgotten.Contains((array, before))) throw world.Violation($"the floor forgot {before}, before which {splice.Id} inserts");
        }
    }
}
