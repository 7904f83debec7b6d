namespace StoreHub.State;

/// <summary>A node of the tree that holds an array's elements in order and counts the live ones below it.</summary>
internal abstract class SequenceNode
{
    public SequenceInner? Parent;

    /// <summary>How many live elements stand at or below this node.</summary>
    public int Live;

    /// <summary>How many elements or children it holds itself.</summary>
    public int Count;

    /// <summary>The first leaf at or below this node with at least so many live elements, of which this node has as many.</summary>
    public SequenceLeaf FirstLeaf(int live = 0)
    {
        SequenceNode node = this;
        while (node is SequenceInner inner) node = inner.Children[inner.FirstFrom(0, live)]!;
        return (SequenceLeaf)node;
    }
}
