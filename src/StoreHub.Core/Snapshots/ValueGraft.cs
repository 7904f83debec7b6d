using StoreHub.State;

namespace StoreHub.Snapshots;

/// <summary>Makes live containers of a visible state and the runs of its arrays, which come in the order in which the arrays stand.</summary>
internal sealed class ValueGraft(TreeAssembly assembly, List<RunList> arrays)
{
    private int _next;

    public ObjectNode Root(StoreValue state)
    {
        if (state.Kind != ValueKind.Object) throw SnapshotRules.Malformed("its state is no object");
        var root = (ObjectNode)Build(state).Container!;
        return _next == arrays.Count ? root : throw SnapshotRules.Malformed($"it has {arrays.Count} arrays and its state {_next}");
    }

    private StoreValue Build(StoreValue value)
    {
        switch (value.Container)
        {
            case ObjectValue objectValue:
                var node = new ObjectNode();
                foreach ((string key, StoreValue child) in objectValue.Entries) node.Add(key, Build(child));
                return new StoreValue(node);
            case MapValue map:
                var mapNode = new MapNode();
                foreach ((StoreValue key, StoreValue child) in map.Entries) mapNode.Add(key, Build(child));
                return new StoreValue(mapNode);
            case SetValue set:
                var setNode = new SetNode();
                foreach (StoreValue member in set) setNode.Add(member, default);
                return new StoreValue(setNode);
            case ArrayValue array:
                return new StoreValue(BuildArray(array));
            default:
                return value;
        }
    }

    private ArrayNode BuildArray(ArrayValue value)
    {
        if (_next == arrays.Count) throw SnapshotRules.Malformed($"its state has more than {arrays.Count} arrays");
        RunList list = arrays[_next++];
        var array = new ArrayNode();
        Element? last = null;
        int item = 0;
        int tombstone = 0;
        foreach (ElementRun run in list.Runs)
        {
            if (!run.Deleted && run.Count > value.Count - item) throw SnapshotRules.Malformed("an array has more live elements than items");
            for (int i = 0; i < run.Count; i++)
            {
                last = run.Deleted
                    ? assembly.AppendTombstone(array, last, run[i], list.Revisions[tombstone++])
                    : TreeAssembly.Append(array, last, run[i], Build(value[item++]));
            }
        }

        return item == value.Count ? array : throw SnapshotRules.Malformed("an array has more items than live elements");
    }
}
