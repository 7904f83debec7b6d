namespace StoreHub.State;

/// <summary>A leaf: some elements in order, tombstones among them.</summary>
internal sealed class SequenceLeaf : SequenceNode
{
    public const int Capacity = 64;

    /// <summary>As long as it has to be, up to <see cref="Capacity"/>: trees are full of tiny arrays, and a few bytes must not cost hundreds.</summary>
    public Element?[] Elements = [];

    public int IndexOf(Element element) => Array.IndexOf(Elements, element, 0, Count);

    public void Insert(int index, Element element)
    {
        if (Count == Elements.Length) Array.Resize(ref Elements, Math.Max(4, Count * 2));
        Array.Copy(Elements, index, Elements, index + 1, Count - index);
        Elements[index] = element;
        element.Leaf = this;
        Count++;
    }

    public void RemoveAt(int index)
    {
        Elements[index]!.Leaf = null;
        Count--;
        Array.Copy(Elements, index + 1, Elements, index, Count - index);
        Elements[Count] = null;
    }

    /// <summary>Moves the elements from <paramref name="from"/> on to a new leaf; the live counts of both are right afterwards.</summary>
    public SequenceLeaf SplitAt(int from)
    {
        var right = new SequenceLeaf { Elements = new Element?[Capacity] };
        for (int i = from; i < Count; i++)
        {
            Element element = Elements[i]!;
            Elements[i] = null;
            right.Elements[right.Count++] = element;
            element.Leaf = right;
            if (element.IsLive) right.Live++;
        }

        Count = from;
        Live -= right.Live;
        return right;
    }
}
