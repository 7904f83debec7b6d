namespace StoreHub.State;

/// <summary>An inner node: its children in order.</summary>
internal sealed class SequenceInner : SequenceNode
{
    public const int Capacity = 32;

    public readonly SequenceNode?[] Children = new SequenceNode?[Capacity];

    public int IndexOf(SequenceNode child)
    {
        int at = 0;
        while (Children[at] != child) at++;
        return at;
    }

    /// <summary>The first child at or behind a position with at least so many live elements below it; <see cref="SequenceNode.Count"/> if there is none.</summary>
    public int FirstFrom(int position, int live)
    {
        while (position < Count && Children[position]!.Live < live) position++;
        return position;
    }

    public void Insert(int index, SequenceNode child)
    {
        Array.Copy(Children, index, Children, index + 1, Count - index);
        Children[index] = child;
        child.Parent = this;
        Count++;
    }

    public void RemoveAt(int index)
    {
        Count--;
        Array.Copy(Children, index + 1, Children, index, Count - index);
        Children[Count] = null;
    }

    /// <summary>Moves the children from <paramref name="from"/> on to a new node; the live counts of both are right afterwards.</summary>
    public SequenceInner SplitAt(int from)
    {
        var right = new SequenceInner();
        for (int i = from; i < Count; i++)
        {
            SequenceNode child = Children[i]!;
            Children[i] = null;
            right.Children[right.Count++] = child;
            child.Parent = right;
            right.Live += child.Live;
        }

        Count = from;
        Live -= right.Live;
        return right;
    }
}
