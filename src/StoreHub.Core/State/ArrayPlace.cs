using StoreHub.Operations;

namespace StoreHub.State;

/// <summary>Finds the places in an array that operations name.</summary>
internal static class ArrayPlace
{
    /// <summary>The live element a path's step leads to: by identity, or from foreign authors by index; else null.</summary>
    public static Element? Find(ArrayNode array, in PathSegment segment)
    {
        if (segment.Element is { } id) return array.Find(id) is { IsLive: true } element ? element : null;
        int index = segment.ArrayIndex;
        return index >= 0 && index < array.Count ? array.ElementAt(index) : null;
    }

    /// <summary>The element that an insert goes directly after, or null for the front: left anchor, else right anchor, else index.</summary>
    public static Element? FindInsertion(ArrayNode array, SpliceAnchors anchors, int index)
    {
        if (anchors.After is not { } after) return null;
        if (array.Find(after) is { } left) return left;
        if (anchors.Before is { } before && array.Find(before) is { } right) return ArrayNode.Previous(right);
        return AtIndex(array, index);
    }

    /// <summary>The visible element that an insert at an index goes directly after, or null for the front; the index is clamped.</summary>
    public static Element? AtIndex(ArrayNode array, int index)
    {
        int clamped = Math.Min(index, array.Count);
        return clamped <= 0 ? null : array.ElementAt(clamped - 1);
    }
}
