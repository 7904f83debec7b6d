using StoreHub.Operations;
using StoreHub.State;

namespace StoreHub;

/// <summary>Makes operations for writes at a place. Runs inside a store's transaction, and so under its lock.</summary>
internal static class NodeWrites
{
    /// <summary>Sets a slot. Missing parents become objects, unless <paramref name="strict"/>.</summary>
    public static void Set(Store store, StorePath path, StoreValue value, bool strict)
    {
        RequireSlot(path);
        StorePath bound = PathBinding.Bind(store.Tree, path, out ContainerNode? parent);
        switch (parent ?? MakeParent(store, bound, strict))
        {
            case MapNode:
                StoreWriter mapWriter = store.Writer;
                mapWriter.Add(new MapSetOperation(mapWriter.Source, mapWriter.NextSeq, mapWriter.Ts, bound.Parent, ScalarKey.Require(bound[^1].Key), value));
                break;
            case ArrayNode array when bound[^1].Element is null:
                SetPastEnd(store, array, bound, value);
                break;
            case ArrayNode array when ArrayPlace.Find(array, bound[^1]) is null:
                throw Missing(bound, "the element is not in the array any more");
            case ObjectNode when bound.Segments[^1].ObjectKey is null:
                throw new StoreException(StoreErrorCode.InvalidPath, $"An object's key is a string, not {bound[^1]}: {path}.", path.ToString());
            case ObjectNode or ArrayNode:
                StoreWriter writer = store.Writer;
                writer.Add(new SetOperation(writer.Source, writer.NextSeq, writer.Ts, bound, value));
                break;
            default:
                throw Missing(bound, "what stands at its parent takes no such write");
        }
    }

    /// <summary>Deletes a key of an object, an entry of a Map or an element of an array; makes no operation if it is not there.</summary>
    public static bool Delete(Store store, StorePath path)
    {
        RequireSlot(path);
        StorePath bound = PathBinding.Bind(store.Tree, path, out ContainerNode? parent);
        StoreWriter writer = store.Writer;
        PathSegment last = bound[^1];
        switch (parent)
        {
            case ObjectNode node when last.ObjectKey is { } key && node.Find(key) >= 0:
                writer.Add(new DeleteOperation(writer.Source, writer.NextSeq, writer.Ts, bound));
                return true;
            case MapNode map when last.Element is null && map.Find(ScalarKey.Normalize(last.Key)) >= 0:
                writer.Add(new MapDeleteOperation(writer.Source, writer.NextSeq, writer.Ts, bound.Parent, last.Key));
                return true;
            case ArrayNode array when ArrayPlace.Find(array, last) is { } element:
                ArrayWrites.Splice(store, bound.Parent, array, ArrayNode.IndexOf(element), 1, []);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Adds to a number.</summary>
    public static void Increment(Store store, StorePath path, double amount)
    {
        RequireSlot(path);
        StorePath bound = PathBinding.Bind(store.Tree, path, out ContainerNode? parent);
        StoreValue old = parent is null ? default : store.Tree.Step(parent, bound[^1], stamp: false);
        if (!old.IsNumber) throw new StoreException(StoreErrorCode.ParentMissing, $"Only a number can be incremented; at {path} stands {old.Kind}.", path.ToString());
        StoreWriter writer = store.Writer;
        writer.Add(new IncrementOperation(writer.Source, writer.NextSeq, writer.Ts, bound, amount));
    }

    public static StoreException Missing(StorePath path, string why) =>
        new(StoreErrorCode.ParentMissing, $"Cannot write at {path}: {why}.", path.ToString());

    private static ContainerNode MakeParent(Store store, StorePath path, bool strict)
    {
        ContainerNode node = store.Tree.Root;
        for (int i = 0; i < path.Count - 1; i++)
        {
            StoreValue value = store.Tree.Step(node, path[i], stamp: false);
            if (value.Container is not ContainerNode next)
            {
                bool creatable = !strict && value.IsUndefined && node is (ObjectNode or MapNode) && path[i].Element is null;
                if (!creatable) throw Missing(path, value.IsUndefined ? $"nothing stands at {At(path, i)}" : $"at {At(path, i)} stands {value.Kind}, no container");
                Set(store, At(path, i), ObjectValue.Empty, strict);
                next = (ContainerNode)store.Tree.Step(node, path[i], stamp: false).Container!;
            }

            node = next;
        }

        return node;
    }

    private static void SetPastEnd(Store store, ArrayNode array, StorePath path, StoreValue value)
    {
        // as an own write it appends with anchors; JavaScript's holes are for foreign authors only
        if (path[^1].ArrayIndex != array.Count) throw Missing(path, $"the array has {array.Count} elements");
        ArrayWrites.Splice(store, path.Parent, array, array.Count, 0, [value]);
    }

    private static StorePath At(StorePath path, int last) => StorePath.Of(path.Segments[..(last + 1)]);

    private static void RequireSlot(StorePath path)
    {
        if (path.IsRoot) throw new StoreException(StoreErrorCode.InvalidPath, "The root itself cannot be written; write its keys.", "$");
    }
}
