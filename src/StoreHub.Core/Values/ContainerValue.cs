namespace StoreHub;

/// <summary>What an object, array, Map or Set has in common. Instances outside this assembly are immutable and safe for any thread.</summary>
public abstract class ContainerValue
{
    /// <summary>
    /// How deep any value may be nested: a path and a value, each as deep as <see cref="StoreLimits.MaxDepth"/> can be, with room to
    /// spare. No container deeper than this can be made, so that everything that walks values may recurse.
    /// </summary>
    internal const int MaxNesting = 520;

    private protected ContainerValue()
    {
    }

    /// <summary>Object, Array, Map or Set.</summary>
    public abstract ValueKind Kind { get; }

    /// <summary>How many keys, elements, entries or members it has.</summary>
    public abstract int Count { get; }

    /// <summary>How many containers lie within each other here: 1 for one that holds only scalars.</summary>
    internal int Depth { get; private protected init; } = 1;

    /// <summary>The depth of a container that holds <paramref name="child"/> among others, which gave <paramref name="depth"/> so far.</summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.TooDeep"/>.</exception>
    private protected static int Over(int depth, StoreValue child)
    {
        if (child.Container is not { } container || container.Depth < depth) return depth;
        return container.Depth < MaxNesting
            ? container.Depth + 1
            : throw new StoreException(StoreErrorCode.TooDeep, $"The value is nested deeper than {MaxNesting} levels.", limit: MaxNesting);
    }
}
