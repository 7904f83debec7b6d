using StoreHub.Operations;

namespace StoreHub.State;

/// <summary>
/// A live array: elements and tombstones in order, in a balanced tree that counts live elements. Finding an index, the index of an
/// element, inserting and removing cost the logarithm of the length.
/// </summary>
internal sealed class ArrayNode : ContainerNode
{
    private readonly ElementIndex _index = new();
    private SequenceNode _root = new SequenceLeaf();

    public override ValueKind Kind => ValueKind.Array;

    /// <summary>How many live elements.</summary>
    public override int Count => _root.Live;

    /// <summary>The element or tombstone with an identity, or null.</summary>
    public Element? Find(in ElementId id) => _index.Find(id);

    /// <summary>The live element at an index below <see cref="Count"/>.</summary>
    public Element ElementAt(int index)
    {
        SequenceLeaf leaf = LeafAt(ref index);
        return leaf.Elements[leaf.PositionOf(index)]!;
    }

    /// <summary>The live elements from an index on, which may be <see cref="Count"/>; the array must not change meanwhile.</summary>
    public LiveElements LiveFrom(int index)
    {
        if (index == Count) return default;
        SequenceLeaf leaf = LeafAt(ref index);
        return new LiveElements(leaf, leaf.PositionOf(index));
    }

    /// <summary>How many live elements stand before an element or tombstone.</summary>
    public static int IndexOf(Element element)
    {
        SequenceLeaf leaf = element.Leaf!;
        int index = leaf.LiveBefore(leaf.IndexOf(element));
        for (SequenceNode node = leaf; node.Parent is { } parent; node = parent)
        {
            for (int i = 0; parent.Children[i] != node; i++) index += parent.Children[i]!.Live;
        }

        return index;
    }

    /// <summary>The element or tombstone that stands directly before one, or null.</summary>
    public static Element? Previous(Element element)
    {
        int at = element.Leaf!.IndexOf(element);
        if (at > 0) return element.Leaf.Elements[at - 1];
        SequenceNode node = element.Leaf;
        while (node.Parent is { } parent)
        {
            int child = parent.IndexOf(node);
            if (child > 0)
            {
                node = parent.Children[child - 1]!;
                while (node is SequenceInner inner) node = inner.Children[inner.Count - 1]!;
                return ((SequenceLeaf)node).Elements[node.Count - 1];
            }

            node = parent;
        }

        return null;
    }

    /// <summary>Puts an element directly after another, or before all.</summary>
    public void InsertAfter(Element? previous, Element element)
    {
        SequenceLeaf leaf;
        int at;
        if (previous is null)
        {
            leaf = _root.FirstLeaf();
            at = 0;
        }
        else
        {
            leaf = previous.Leaf!;
            at = leaf.IndexOf(previous) + 1;
        }

        if (leaf.Count == SequenceLeaf.Capacity)
        {
            // at the very end a leaf is left full: arrays mostly grow by appending
            SequenceLeaf right = leaf.SplitAt(at == leaf.Count ? leaf.Count : leaf.Count / 2);
            InsertSibling(leaf, right);
            if (at > leaf.Count || leaf.Count == SequenceLeaf.Capacity)
            {
                at -= leaf.Count;
                leaf = right;
            }
        }

        leaf.Insert(at, element);
        if (element.IsLive) Count1(leaf, 1);
        _index.Add(element);
    }

    /// <summary>Takes an element or tombstone out of the array altogether.</summary>
    public void Remove(Element element)
    {
        SequenceLeaf leaf = element.Leaf!;
        if (element.IsLive) Count1(leaf, -1);
        leaf.RemoveAt(leaf.IndexOf(element));
        _index.Remove(element);
        if (leaf.Count < SequenceLeaf.Capacity / 4) Shrink(leaf);
    }

    /// <summary>Makes a live element a tombstone, or gives a tombstone its life back.</summary>
    public static void SetDeleted(Element element, long deletedAt)
    {
        bool was = element.IsLive;
        element.DeletedAt = deletedAt;
        if (was == element.IsLive) return;
        element.Leaf!.SetLive(element, !was);
        Count1(element.Leaf, was ? -1 : 1);
    }

    /// <summary>All elements and tombstones in order; the array must not change meanwhile.</summary>
    public IEnumerable<Element> All()
    {
        for (SequenceLeaf? leaf = _root.FirstLeaf(); leaf is not null; leaf = leaf.Next())
        {
            for (int i = 0; i < leaf.Count; i++) yield return leaf.Elements[i]!;
        }
    }

    /// <summary>The live elements in order; the array must not change meanwhile.</summary>
    public IEnumerable<Element> AllLive()
    {
        LiveElements live = LiveFrom(0);
        while (live.Next() is { } element) yield return element;
    }

    private SequenceLeaf LeafAt(ref int index)
    {
        SequenceNode node = _root;
        while (node is SequenceInner inner)
        {
            int child = 0;
            while (index >= inner.Children[child]!.Live) index -= inner.Children[child++]!.Live;
            node = inner.Children[child]!;
        }

        return (SequenceLeaf)node;
    }

    private static void Count1(SequenceNode? node, int change)
    {
        for (; node is not null; node = node.Parent) node.Live += change;
    }

    private void InsertSibling(SequenceNode left, SequenceNode right)
    {
        SequenceInner? parent = left.Parent;
        if (parent is null)
        {
            var root = new SequenceInner { Live = left.Live + right.Live };
            root.Insert(0, left);
            root.Insert(1, right);
            _root = root;
            return;
        }

        int at = parent.IndexOf(left) + 1;
        if (parent.Count == SequenceInner.Capacity)
        {
            // the live counts must be right before the new sibling is hung in above, where they are summed
            SequenceInner other = parent.SplitAt(at == parent.Count ? parent.Count - 1 : parent.Count / 2);
            bool toOther = at > parent.Count;
            if (toOther)
            {
                at -= parent.Count;
                parent.Live -= right.Live;
                other.Live += right.Live;
            }

            InsertSibling(parent, other);
            if (toOther) parent = other;
        }

        parent.Insert(at, right);
    }

    /// <summary>Merges a small leaf with a small neighbour, or takes an empty one away, so that forgetting tombstones gives memory back.</summary>
    private void Shrink(SequenceLeaf leaf)
    {
        if (leaf.Parent is not { } parent) return;
        int at = parent.IndexOf(leaf);
        if (leaf.Count == 0)
        {
            RemoveChild(parent, at);
            return;
        }

        if (at > 0 && parent.Children[at - 1]!.Count + leaf.Count <= SequenceLeaf.Capacity / 2) Merge((SequenceLeaf)parent.Children[at - 1]!, leaf, parent, at);
        else if (at + 1 < parent.Count && parent.Children[at + 1]!.Count + leaf.Count <= SequenceLeaf.Capacity / 2) Merge(leaf, (SequenceLeaf)parent.Children[at + 1]!, parent, at + 1);
    }

    private void Merge(SequenceLeaf left, SequenceLeaf right, SequenceInner parent, int rightAt)
    {
        for (int i = 0; i < right.Count; i++) left.Insert(left.Count, right.Elements[i]!);
        left.Live += right.Live;
        RemoveChild(parent, rightAt);
    }

    private void RemoveChild(SequenceInner parent, int at)
    {
        parent.RemoveAt(at);
        if (parent.Count == 0)
        {
            if (parent.Parent is { } above) RemoveChild(above, above.IndexOf(parent));
            else _root = new SequenceLeaf();
        }
        else
        {
            while (_root is SequenceInner { Count: 1 } root)
            {
                _root = root.Children[0]!;
                _root.Parent = null;
            }
        }
    }
}
