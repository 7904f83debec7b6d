namespace StoreHub.State;

/// <summary>The tombstones of a tree in the order of the revisions that made them, so that a rising floor forgets only what it must look at.</summary>
internal sealed class Tombstones
{
    private readonly Queue<(long Revision, ArrayNode Array, Element Element)> _queue = new();

    public int Count => _queue.Count;

    /// <summary>Whether a floor would forget anything.</summary>
    public bool AnyAtOrBelow(long floor) => _queue.TryPeek(out var oldest) && oldest.Revision <= floor;

    public void Add(long revision, ArrayNode array, Element element) => _queue.Enqueue((revision, array, element));

    public void Forget(long floor)
    {
        while (_queue.TryPeek(out var oldest) && oldest.Revision <= floor)
        {
            _queue.Dequeue();
            if (oldest.Element.Leaf is not null) oldest.Array.Remove(oldest.Element);
        }
    }
}
