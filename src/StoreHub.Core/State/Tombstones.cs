namespace StoreHub.State;

/// <summary>The tombstones of a tree in the order of the revisions that made them, so that a rising floor forgets only what it must look at.</summary>
internal sealed class Tombstones
{
    private const int MostSpare = 1024;

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

        // one great deletion must not cost its room for ever
        if (_queue.Capacity > MostSpare && _queue.Count < _queue.Capacity / 4) _queue.TrimExcess(Math.Max(_queue.Count * 2, MostSpare));
    }
}
