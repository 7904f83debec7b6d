using StoreHub.Operations;

namespace StoreHub.State;

/// <summary>What splices do to an array (design section 3, "Arrays keep intention").</summary>
internal static class ArraySplice
{
    public static bool Apply(ArrayNode array, SpliceOperation splice, in TreeChange change)
    {
        change.Touch(array);
        if (splice.Anchors is not { } anchors) return ByIndex(array, splice, change);
        if (anchors.Order is { } order) return Move(array, splice, anchors, order, change);
        bool effect = false;
        for (int i = 0; i < anchors.Removed.Count; i++)
        {
            if (array.Find(anchors.Removed[i]) is not { IsLive: true } element) continue;
            change.DeleteElement(array, element);
            effect = true;
        }

        if (splice.Items.Count == 0) return effect;
        return Insert(array, ArrayPlace.FindInsertion(array, anchors, splice.Index), splice.Items, change) || effect;
    }

    /// <summary>Foreign assignments to <c>length</c> or past the end.</summary>
    public static bool SetPastEnd(ArrayNode array, in PathSegment segment, StoreValue value, in TreeChange change)
    {
        int count = array.Count;
        if (segment.Key.Kind == ValueKind.String && segment.Key.AsString() == "length")
        {
            if (!value.IsNumber || new PathSegment(value).ArrayIndex is not (>= 0 and int length)) return false;
            if (length == count || length > count + StateTree.ForeignExtensionLimit) return false;
            if (length > count) return Append(array, length - count, null, change);
            DeleteRange(array, length, count - length, change);
            return true;
        }

        int index = segment.ArrayIndex;
        if (index < count || index - count >= StateTree.ForeignExtensionLimit) return false;
        return Append(array, index - count, value, change);
    }

    private static bool ByIndex(ArrayNode array, SpliceOperation splice, in TreeChange change)
    {
        int index = Math.Clamp(splice.Index, 0, array.Count);
        int deletes = Math.Clamp(splice.DeleteCount, 0, array.Count - index);
        Element? previous = ArrayPlace.AtIndex(array, index);
        DeleteRange(array, index, deletes, change);
        return Insert(array, previous, splice.Items, change) || deletes > 0;
    }

    private static bool Move(ArrayNode array, SpliceOperation splice, SpliceAnchors anchors, IReadOnlyList<ElementId> order, in TreeChange change)
    {
        var moved = new List<Element>(order.Count);
        foreach (ElementId id in order)
        {
            if (array.Find(id) is not { IsLive: true } element) continue;
            change.TakeElement(array, element);
            moved.Add(element);
        }

        if (moved.Count == 0) return false;
        Element? previous = ArrayPlace.FindInsertion(array, anchors, splice.Index);
        foreach (Element element in moved)
        {
            change.InsertElement(array, previous, element);
            previous = element;
        }

        return true;
    }

    private static bool Insert(ArrayNode array, Element? previous, IReadOnlyList<StoreValue> items, in TreeChange change)
    {
        bool effect = false;
        for (int i = 0; i < items.Count; i++)
        {
            var id = new ElementId(change.Operation.Source, change.Operation.Seq, i);
            // a source that was forgotten and came back makes identities again that it made before
            if (array.Find(id) is not null) continue;
            var element = new Element(id, change.Build(items[i]));
            change.InsertElement(array, previous, element);
            previous = element;
            effect = true;
        }

        return effect;
    }

    private static void DeleteRange(ArrayNode array, int index, int count, in TreeChange change)
    {
        for (int i = 0; i < count; i++) change.DeleteElement(array, array.ElementAt(index));
    }

    /// <summary>Appends undefined elements and then, if given, a value, directly after the last visible element.</summary>
    private static bool Append(ArrayNode array, int gap, StoreValue? value, in TreeChange change)
    {
        var items = new StoreValue[gap + (value is null ? 0 : 1)];
        if (value is { } last) items[^1] = last;
        return Insert(array, ArrayPlace.AtIndex(array, array.Count), items, change);
    }
}
