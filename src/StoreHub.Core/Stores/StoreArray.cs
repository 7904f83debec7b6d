using System.Collections;
using StoreHub.Operations;
using StoreHub.State;

namespace StoreHub;

/// <summary>
/// A live array, as a .NET list and with JavaScript's methods. Elements read out are .NET scalars or live views; what is written is copied in.
/// Concurrent edits keep their intention: an edit reaches the element its author saw.
/// </summary>
public sealed class StoreArray : StoreView, IList<object?>
{
    internal StoreArray(Store store, StorePath path)
        : base(store, path)
    {
    }

    bool ICollection<object?>.IsReadOnly => false;

    private protected override string Label => "array";

    /// <summary>An element. Setting keeps the element's identity; setting at <see cref="StoreView.Count"/> appends.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative or past the end.</exception>
    public object? this[int index]
    {
        get
        {
            lock (Store.Gate) return Find<ArrayNode>() is { } array && (uint)index < (uint)array.Count ? Read(array, index) : throw new ArgumentOutOfRangeException(nameof(index), index, $"The array has {Count} elements.");
        }
        set
        {
            StoreValue copy = CopyIn(value);
            Write<ArrayNode, bool>(array =>
            {
                if ((uint)index > (uint)array.Count) throw new ArgumentOutOfRangeException(nameof(index), index, $"The array has {array.Count} elements.");
                if (index == array.Count) ArrayWrites.Splice(Store, Path, array, index, 0, [copy]);
                else ArrayWrites.Set(Store, Path, array.ElementAt(index), copy);
                return true;
            });
        }
    }

    /// <summary>An element, counted from the end if negative; null if there is none.</summary>
    public object? At(int index)
    {
        lock (Store.Gate)
        {
            if (Find<ArrayNode>() is not { } array) return null;
            int at = index < 0 ? array.Count + index : index;
            return (uint)at < (uint)array.Count ? Read(array, at) : null;
        }
    }

    /// <summary>Appends an element.</summary>
    public void Add(object? item) => Push(item);

    /// <summary>Appends elements.</summary>
    /// <returns>How many elements there are now.</returns>
    public int Push(params object?[] items) => SpliceAt(static array => array.Count, 0, items).Count;

    /// <summary>Inserts elements before all.</summary>
    /// <returns>How many elements there are now.</returns>
    public int Unshift(params object?[] items) => SpliceAt(static _ => 0, 0, items).Count;

    /// <summary>Removes the last element.</summary>
    /// <returns>It, detached; null if there was none.</returns>
    public object? Pop() => First(SpliceAt(static array => array.Count - 1, 1, []).Removed);

    /// <summary>Removes the first element.</summary>
    /// <returns>It, detached; null if there was none.</returns>
    public object? Shift() => First(SpliceAt(static _ => 0, 1, []).Removed);

    /// <summary>Removes elements and inserts others in their place, as one operation.</summary>
    /// <param name="start">Where; counted from the end if negative, clamped.</param>
    /// <param name="deleteCount">How many to remove; clamped. The default is all from <paramref name="start"/> on.</param>
    /// <param name="items">What to insert.</param>
    /// <returns>What was removed, detached.</returns>
    public IReadOnlyList<object?> Splice(int start, int deleteCount = int.MaxValue, params object?[] items) =>
        SpliceAt(array => Relative(start, array.Count), deleteCount, items).Removed;

    /// <summary>Inserts an element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative or past the end.</exception>
    public void Insert(int index, object? item) => SpliceAt(
        array => (uint)index <= (uint)array.Count ? index : throw new ArgumentOutOfRangeException(nameof(index), index, $"The array has {array.Count} elements."), 0, [item]);

    /// <summary>Removes an element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative or past the end.</exception>
    public void RemoveAt(int index) => SpliceAt(
        array => (uint)index < (uint)array.Count ? index : throw new ArgumentOutOfRangeException(nameof(index), index, $"The array has {array.Count} elements."), 1, []);

    /// <summary>Removes the first element that equals a value, or that a live view stands for.</summary>
    public bool Remove(object? item) => Write<ArrayNode, bool>(array =>
    {
        int index = IndexOf(item);
        if (index >= 0) ArrayWrites.Splice(Store, Path, array, index, 1, []);
        return index >= 0;
    });

    /// <summary>Removes all elements.</summary>
    public void Clear() => SpliceAt(static _ => 0, int.MaxValue, []);

    /// <summary>Sorts: the elements move, and keep their identity. Without a comparison: null, booleans, numbers, strings by ordinal, then the rest.</summary>
    public void Sort(Comparison<object?>? comparison = null) => Reorder(elements =>
    {
        Comparison<object?> compare = comparison ?? PlainOrder.Compare;
        return [.. elements.OrderBy(element => PlainValue.Of(Store, ElementPath(element), element.Value), Comparer<object?>.Create(compare))];
    });

    /// <summary>Turns the order round: the elements move, and keep their identity.</summary>
    public void Reverse() => Reorder(static elements => [.. Enumerable.Reverse(elements)]);

    /// <summary>Assigns one value to a range of elements, as one transaction.</summary>
    /// <param name="value">The value.</param>
    /// <param name="start">The first; counted from the end if negative, clamped. The default is 0.</param>
    /// <param name="end">Past the last, likewise. The default is the end.</param>
    public void Fill(object? value, int start = 0, int end = int.MaxValue)
    {
        StoreValue copy = CopyIn(value);
        Write<ArrayNode, bool>(array =>
        {
            int last = Relative(end, array.Count);
            for (int i = Relative(start, array.Count); i < last; i++) ArrayWrites.Set(Store, Path, array.ElementAt(i), copy);
            return true;
        });
    }

    /// <summary>Assigns a range of elements the values of another range, as one transaction; the length stays.</summary>
    public void CopyWithin(int target, int start = 0, int end = int.MaxValue) => Write<ArrayNode, bool>(array =>
    {
        int to = Relative(target, array.Count), from = Relative(start, array.Count);
        int count = Math.Min(Relative(end, array.Count) - from, array.Count - to);
        StoreValue[] values = [.. Enumerable.Range(from, Math.Max(count, 0)).Select(i => NodeCopy.Copy(array.ElementAt(i).Value))];
        for (int i = 0; i < values.Length; i++) ArrayWrites.Set(Store, Path, array.ElementAt(to + i), values[i]);
        return true;
    });

    /// <summary>The index of the first element that equals a value, or that a live view stands for; −1 if none.</summary>
    public int IndexOf(object? item)
    {
        lock (Store.Gate)
        {
            if (Find<ArrayNode>() is not { } array) return -1;
            StorePath? place = item switch { StoreView view => view.Path, StoreProxy proxy => proxy.ProxyPath(), StoreNode node => node.Path, _ => null };
            StoreValue wanted = place is null ? CopyIn(item) : default;
            int index = 0;
            foreach (Element element in array.AllLive())
            {
                if (place is null ? NodeCopy.Copy(element.Value).Equals(wanted) : ElementPath(element).Equals(place)) return index;
                index++;
            }

            return -1;
        }
    }

    /// <summary>Whether an element equals a value.</summary>
    public bool Contains(object? item) => IndexOf(item) >= 0;

    /// <summary>The first element that satisfies a condition, as a live view if it is a container; null if none.</summary>
    public object? Find(Func<dynamic?, bool> predicate) => this.FirstOrDefault(predicate);

    /// <inheritdoc/>
    public void CopyTo(object?[] array, int arrayIndex) => Items().CopyTo(array, arrayIndex);

    /// <summary>The elements as they are now; changes meanwhile are not seen, but live views among them are live.</summary>
    public IEnumerator<object?> GetEnumerator() => ((IEnumerable<object?>)Items()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static object? First(IReadOnlyList<object?> items) => items.Count > 0 ? items[0] : null;

    private static int Relative(int index, int count) => index < 0 ? Math.Max(count + index, 0) : Math.Min(index, count);

    private object?[] Items()
    {
        lock (Store.Gate)
        {
            if (Find<ArrayNode>() is not { } array) return [];
            var items = new object?[array.Count];
            int next = 0;
            foreach (Element element in array.AllLive())
            {
                items[next] = PlainValue.Of(Store, element.Value.Container is null ? Path : Path.Append(new PathSegment(next, element.Id)), element.Value);
                next++;
            }

            return items;
        }
    }

    private object? Read(ArrayNode array, int index)
    {
        Element element = array.ElementAt(index);
        return PlainValue.Of(Store, element.Value.Container is null ? Path : Path.Append(new PathSegment(index, element.Id)), element.Value);
    }

    private StorePath ElementPath(Element element) => Path.Append(new PathSegment(ArrayNode.IndexOf(element), element.Id));

    private (int Count, IReadOnlyList<object?> Removed) SpliceAt(Func<ArrayNode, int> at, int deleteCount, object?[] items)
    {
        StoreValue[] copies = [.. items.Select(CopyIn)];
        return Write<ArrayNode, (int, IReadOnlyList<object?>)>(array =>
        {
            int index = Math.Max(at(array), 0);
            int count = Math.Clamp(deleteCount, 0, array.Count - index);
            var removed = new object?[count];
            for (int i = 0; i < count; i++) removed[i] = PlainValue.Detached(NodeCopy.Copy(array.ElementAt(index + i).Value));
            ArrayWrites.Splice(Store, Path, array, index, count, copies);
            return (array.Count, removed);
        });
    }

    private void Reorder(Func<Element[], Element[]> order) => Write<ArrayNode, bool>(array =>
    {
        Element[] old = [.. array.AllLive()];
        ArrayWrites.Reorder(Store, Path, old, order(old));
        return true;
    });
}
