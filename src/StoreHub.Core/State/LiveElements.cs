using System.Numerics;

namespace StoreHub.State;

/// <summary>An array's live elements in order from an index on; the array must not change meanwhile.</summary>
internal struct LiveElements
{
    private SequenceLeaf? _leaf;
    private ulong _left;

    public LiveElements(SequenceLeaf leaf, int position)
    {
        _leaf = leaf;
        _left = position < SequenceLeaf.Capacity ? leaf.LiveBits >> position << position : 0;
    }

    /// <summary>The next one, or null at the end.</summary>
    public Element? Next()
    {
        while (_left == 0)
        {
            _leaf = _leaf?.Next(live: 1);
            if (_leaf is null) return null;
            _left = _leaf.LiveBits;
        }

        int position = BitOperations.TrailingZeroCount(_left);
        _left &= _left - 1;
        return _leaf!.Elements[position];
    }
}
