using System.Numerics;

namespace StoreHub.State;

/// <summary>A leaf: some elements in order, tombstones among them.</summary>
internal sealed class SequenceLeaf : SequenceNode
{
    /// <summary>As many as <see cref="LiveBits"/> has bits.</summary>
    public const int Capacity = 64;

    /// <summary>As long as it has to be, up to <see cref="Capacity"/>: trees are full of tiny arrays, and a few bytes must not cost hundreds.</summary>
    public Element?[] Elements = [];

    /// <summary>A bit for each element, set for a live one: to count and to find them, the elements themselves need not be fetched from memory.</summary>
    public ulong LiveBits;

    public int IndexOf(Element element)
    {
        Element?[] elements = Elements;
        int at = 0;
        while (elements[at] != element) at++;
        return at;
    }

    /// <summary>How many live elements stand before a position.</summary>
    public int LiveBefore(int position) => BitOperations.PopCount(LiveBits & Below(position));

    /// <summary>The live element at an index below <see cref="SequenceNode.Live"/>.</summary>
    public int PositionOf(int liveIndex)
    {
        ulong bits = LiveBits;
        for (; liveIndex > 0; liveIndex--) bits &= bits - 1;
        return BitOperations.TrailingZeroCount(bits);
    }

    public void Insert(int index, Element element)
    {
        if (Count == Elements.Length) Array.Resize(ref Elements, Math.Max(4, Count * 2));
        Array.Copy(Elements, index, Elements, index + 1, Count - index);
        Elements[index] = element;
        ulong before = LiveBits & Below(index);
        LiveBits = before | (LiveBits ^ before) << 1 | (element.IsLive ? 1UL << index : 0);
        element.Leaf = this;
        Count++;
    }

    public void RemoveAt(int index)
    {
        Elements[index]!.Leaf = null;
        Count--;
        Array.Copy(Elements, index + 1, Elements, index, Count - index);
        Elements[Count] = null;
        ulong before = LiveBits & Below(index);
        LiveBits = before | (LiveBits >> 1 & ~Below(index));
    }

    public void SetLive(Element element, bool live)
    {
        ulong bit = 1UL << IndexOf(element);
        LiveBits = live ? LiveBits | bit : LiveBits & ~bit;
    }

    /// <summary>Moves the elements from <paramref name="from"/> on to a new leaf; the live counts of both are right afterwards.</summary>
    public SequenceLeaf SplitAt(int from)
    {
        var right = new SequenceLeaf { Elements = new Element?[Capacity], Count = Count - from };
        Array.Copy(Elements, from, right.Elements, 0, right.Count);
        Array.Clear(Elements, from, right.Count);
        for (int i = 0; i < right.Count; i++) right.Elements[i]!.Leaf = right;
        right.LiveBits = from == Capacity ? 0 : LiveBits >> from;
        right.Live = BitOperations.PopCount(right.LiveBits);
        LiveBits &= Below(from);
        Count = from;
        Live -= right.Live;
        return right;
    }

    /// <summary>The next leaf with at least so many live elements, or null; stretches of tombstones are passed over as a whole.</summary>
    public SequenceLeaf? Next(int live = 0)
    {
        SequenceNode node = this;
        while (node.Parent is { } parent)
        {
            int child = parent.FirstFrom(parent.IndexOf(node) + 1, live);
            if (child < parent.Count) return parent.Children[child]!.FirstLeaf(live);
            node = parent;
        }

        return null;
    }

    private static ulong Below(int position) => position == Capacity ? ulong.MaxValue : (1UL << position) - 1;
}
