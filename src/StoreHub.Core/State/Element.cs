using StoreHub.Operations;

namespace StoreHub.State;

/// <summary>An element of a live array, or the tombstone of one.</summary>
internal sealed class Element(ElementId id, StoreValue value)
{
    /// <summary><see cref="DeletedAt"/> of a live element.</summary>
    public const long Live = 0;

    /// <summary><see cref="DeletedAt"/> of an element that a pending operation removed.</summary>
    public const long Pending = long.MaxValue;

    public readonly ElementId Id = id;

    public StoreValue Value = value;

    /// <summary>The revision that removed it, <see cref="Live"/> or <see cref="Pending"/>.</summary>
    public long DeletedAt;

    /// <summary>The leaf that holds it; null while it stands in no array.</summary>
    public SequenceLeaf? Leaf;

    /// <summary>The next element in the same bucket of the array's index.</summary>
    public Element? NextInBucket;

    public bool IsLive => DeletedAt == Live;
}
