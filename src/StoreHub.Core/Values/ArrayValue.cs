using System.Collections;

namespace StoreHub;

/// <summary>An immutable array.</summary>
public sealed class ArrayValue : ContainerValue, IReadOnlyList<StoreValue>
{
    private readonly StoreValue[] _items;

    private ArrayValue(StoreValue[] items)
    {
        _items = items;
        int depth = 1;
        foreach (StoreValue item in items) depth = Over(depth, item);
        Depth = depth;
    }

    /// <summary>The array without elements.</summary>
    public static ArrayValue Empty { get; } = new([]);

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Array;

    /// <inheritdoc/>
    public override int Count => _items.Length;

    /// <summary>An element.</summary>
    public StoreValue this[int index] => _items[index];

    /// <summary>Makes an array.</summary>
    public static ArrayValue Create(IEnumerable<StoreValue> items) => Wrap([.. items]);

    internal ReadOnlySpan<StoreValue> Items => _items;

    /// <summary>Makes an array around items that nobody changes any more.</summary>
    internal static ArrayValue Wrap(StoreValue[] items) => items.Length == 0 ? Empty : new(items);

    /// <inheritdoc/>
    public IEnumerator<StoreValue> GetEnumerator() => ((IEnumerable<StoreValue>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
