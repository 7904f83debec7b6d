using System.Collections;
using System.Runtime.CompilerServices;
using StoreHub.Operations;
using StoreHub.State;

namespace StoreHub;

/// <summary>
/// A live array, as a .NET list and with JavaScript's methods. Elements read out are .NET scalars or live views; what is written is copied in.
/// Concurrent edits keep their intention: an edit reaches the element its author saw.
/// </summary>
public sealed class StoreArray : StoreView, IList<object?>, IReadOnlyList<object?>
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
            lock (Store.Gate) return Find<ArrayNode>() is { } array && (uint)index < (uint)array.Count ? Plain(array.ElementAt(index), index) : throw OutOfRange(index, Count);
        }
        set
        {
            StoreValue copy = CopyIn(value);
            Write<ArrayNode, bool>(array =>
            {
                if ((uint)index > (uint)array.Count) throw OutOfRange(index, array.Count);
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
            return (uint)at < (uint)array.Count ? Plain(array.ElementAt(at), at) : null;
        }
    }

    /// <summary>An element as a .NET type; see <see cref="StoreValue.TryConvert"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative or past the end.</exception>
    /// <exception cref="InvalidCastException">It cannot be one.</exception>
    public T Get<T>(int index)
    {
        lock (Store.Gate)
        {
            if (Find<ArrayNode>() is not { } array || (uint)index >= (uint)array.Count) throw OutOfRange(index, Count);
            return Convert<T>(array.ElementAt(index).Value, new PathSegment(index));
        }
    }

    /// <summary>Appends an element.</summary>
    public void Add(object? item) => Push(item);

    /// <summary>Appends elements, as one operation.</summary>
    public void AddRange(IEnumerable items)
    {
        ArgumentNullException.ThrowIfNull(items);
        Push([.. items.Cast<object?>()]);
    }

    /// <summary>Appends elements. As with all params, an array of objects or strings as the only argument means its elements; <see cref="Add"/> takes it as one.</summary>
    /// <returns>How many elements there are now.</returns>
    public int Push(params object?[]? items) => SpliceAt(static (_, array, _) => array.Count, 0, 0, items).Count;

    /// <summary>Inserts elements before all.</summary>
    /// <returns>How many elements there are now.</returns>
    public int Unshift(params object?[]? items) => SpliceAt(static (_, _, _) => 0, 0, 0, items).Count;

    /// <summary>Removes the last element.</summary>
    /// <returns>It, detached; null if there was none.</returns>
    public object? Pop() => First(SpliceAt(static (_, array, _) => Math.Max(array.Count - 1, 0), 0, 1, []).Removed);

    /// <summary>Removes the first element.</summary>
    /// <returns>It, detached; null if there was none.</returns>
    public object? Shift() => First(SpliceAt(static (_, _, _) => 0, 0, 1, []).Removed);

    /// <summary>Removes elements and inserts others in their place, as one operation.</summary>
    /// <param name="start">Where; counted from the end if negative, clamped.</param>
    /// <param name="deleteCount">How many to remove; clamped. The default is all from <paramref name="start"/> on.</param>
    /// <param name="items">What to insert.</param>
    /// <returns>What was removed, detached.</returns>
    public IReadOnlyList<object?> Splice(int start, int deleteCount = int.MaxValue, params object?[]? items) =>
        SpliceAt(static (_, array, start) => Relative(start, array.Count), start, deleteCount, items).Removed;

    /// <summary>Inserts an element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative or past the end.</exception>
    public void Insert(int index, object? item) => SpliceAt(
        static (view, array, index) => (uint)index <= (uint)array.Count ? index : throw view.OutOfRange(index, array.Count), index, 0, [item]);

    /// <summary>Removes an element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative or past the end.</exception>
    public void RemoveAt(int index) => SpliceAt(
        static (view, array, index) => (uint)index < (uint)array.Count ? index : throw view.OutOfRange(index, array.Count), index, 1, []);

    /// <summary>Removes the first element that equals a value, or that a live view stands for.</summary>
    public bool Remove(object? item) => Write<ArrayNode, bool>(array =>
    {
        int index = IndexOf(item);
        if (index >= 0) ArrayWrites.Splice(Store, Path, array, index, 1, []);
        return index >= 0;
    });

    /// <summary>Removes the elements that satisfy a condition, as one transaction.</summary>
    /// <returns>How many.</returns>
    public int RemoveAll(Func<dynamic?, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        // the condition is asked outside of the lock; an element that is gone meanwhile is none of ours
        List<Element> doomed = [.. Pairs().Where(pair => predicate(pair.Plain)).Select(static pair => pair.Element)];
        if (doomed.Count == 0) return 0;
        return Write<ArrayNode, int>(array => doomed.Count(element =>
        {
            if (array.Find(element.Id) is not { IsLive: true } found || found != element) return false;
            ArrayWrites.Splice(Store, Path, array, ArrayNode.IndexOf(element), 1, []);
            return true;
        }));
    }

    /// <summary>Removes all elements.</summary>
    public void Clear() => SpliceAt(static (_, _, _) => 0, 0, int.MaxValue, []);

    /// <summary>Sorts; equal elements keep their order. The elements move, and keep their identity.</summary>
    /// <param name="comparison">The order; it runs inside the transaction, so it must not wait. The default is null, booleans, numbers, instants, strings by ordinal, then the rest.</param>
    /// <returns>This array.</returns>
    public StoreArray Sort(Comparison<dynamic?>? comparison = null) => Reorder(elements =>
    {
        Comparison<object?> compare = comparison ?? PlainOrder.Compare;
        return [.. elements.Select((element, index) => (Element: element, Plain: Plain(element, index))).OrderBy(static pair => pair.Plain, Comparer<object?>.Create(compare)).Select(static pair => pair.Element)];
    });

    /// <summary>Turns the order round: the elements move, and keep their identity.</summary>
    /// <returns>This array.</returns>
    public StoreArray Reverse() => Reorder(static elements => [.. Enumerable.Reverse(elements)]);

    /// <summary>Assigns one value to a range of elements, as one transaction.</summary>
    /// <param name="value">The value.</param>
    /// <param name="start">The first; counted from the end if negative, clamped. The default is 0.</param>
    /// <param name="end">Past the last, likewise. The default is the end.</param>
    /// <returns>This array.</returns>
    public StoreArray Fill(object? value, int start = 0, int end = int.MaxValue)
    {
        StoreValue copy = CopyIn(value);
        return Write<ArrayNode, StoreArray>(array =>
        {
            int last = Relative(end, array.Count);
            for (int i = Relative(start, array.Count); i < last; i++) ArrayWrites.Set(Store, Path, array.ElementAt(i), copy);
            return this;
        });
    }

    /// <summary>Assigns a range of elements the values of another range, as one transaction; the length stays.</summary>
    /// <param name="target">The first that is assigned; counted from the end if negative, clamped.</param>
    /// <param name="start">The first that is copied, likewise. The default is 0.</param>
    /// <param name="end">Past the last that is copied, likewise. The default is the end.</param>
    /// <returns>This array.</returns>
    public StoreArray CopyWithin(int target, int start = 0, int end = int.MaxValue) => Write<ArrayNode, StoreArray>(array =>
    {
        int to = Relative(target, array.Count), from = Relative(start, array.Count);
        int count = to == from ? 0 : Math.Min(Relative(end, array.Count) - from, array.Count - to);
        StoreValue[] values = [.. Enumerable.Range(from, Math.Max(count, 0)).Select(i => NodeCopy.Copy(array.ElementAt(i).Value))];
        for (int i = 0; i < values.Length; i++) ArrayWrites.Set(Store, Path, array.ElementAt(to + i), values[i]);
        return this;
    });

    /// <summary>The index of the first element that equals a value, or that a live view stands for; −1 if none.</summary>
    public int IndexOf(object? item)
    {
        StoreNode? place = (item as ILiveView)?.Place;
        StoreValue wanted = place is null ? ScalarKey.Normalize(CopyIn(item)) : default;
        lock (Store.Gate)
        {
            if (Find<ArrayNode>() is not { } array) return -1;
            if (place is not null) return IndexOf(array, place);
            int index = 0;
            foreach (Element element in array.AllLive())
            {
                if (element.Value.Kind == wanted.Kind && ScalarKey.Normalize(NodeCopy.Copy(element.Value)).Equals(wanted)) return index;
                index++;
            }

            return -1;
        }
    }

    /// <summary>Whether an element equals a value, or a live view stands for one.</summary>
    public bool Contains(object? item) => IndexOf(item) >= 0;

    /// <summary>The first element that satisfies a condition, as a live view if it is a container; null if none.</summary>
    public dynamic? Find(Func<dynamic?, bool> predicate) => Items().FirstOrDefault(predicate);

    /// <summary>The index of the first element that satisfies a condition; −1 if none.</summary>
    public int FindIndex(Func<dynamic?, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Array.FindIndex(Items(), item => predicate(item));
    }

    /// <inheritdoc/>
    public void CopyTo(object?[] array, int arrayIndex) => Items().CopyTo(array, arrayIndex);

    /// <summary>The elements as they are now; changes meanwhile are not seen, but live views among them are live.</summary>
    public IEnumerator<object?> GetEnumerator() => ((IEnumerable<object?>)Items()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static object? First(IReadOnlyList<object?> items) => items.Count > 0 ? items[0] : null;

    private static int Relative(int index, int count) => index < 0 ? Math.Max(count + index, 0) : Math.Min(index, count);

    private ArgumentOutOfRangeException OutOfRange(int index, int count, [CallerArgumentExpression(nameof(index))] string? name = null) =>
        new(name, index, $"The array at {Path} has {count} elements.");

    private object?[] Items() => [.. Pairs().Select(static pair => pair.Plain)];

    private (Element Element, object? Plain)[] Pairs()
    {
        lock (Store.Gate)
        {
            if (Find<ArrayNode>() is not { } array) return [];
            var pairs = new (Element, object?)[array.Count];
            int next = 0;
            foreach (Element element in array.AllLive())
            {
                pairs[next] = (element, Plain(element, next));
                next++;
            }

            return pairs;
        }
    }

    private object? Plain(Element element, int index) => PlainValue.Of(Store, Path, new PathSegment(index, element.Id), element.Value);

    private int IndexOf(ArrayNode array, StoreNode place) =>
        place.Store == Store && place.Path.Count == Path.Count + 1 && place.Path.StartsWith(Path) && ArrayPlace.Find(array, place.Path[^1]) is { } element
            ? ArrayNode.IndexOf(element)
            : -1;

    /// <summary>Removes and inserts where <paramref name="at"/> says, given this, the array and <paramref name="start"/>: no closure, since typing is made of this.</summary>
    private (int Count, IReadOnlyList<object?> Removed) SpliceAt(Func<StoreArray, ArrayNode, int, int> at, int start, int deleteCount, object?[]? items) =>
        Store.Write((View: this, at, start, deleteCount, Items: CopyIn(items)), static (_, splice) =>
        {
            ArrayNode array = splice.View.Live<ArrayNode>();
            int index = splice.at(splice.View, array, splice.start);
            int count = Math.Clamp(splice.deleteCount, 0, array.Count - index);
            object?[] removed = count == 0 ? [] : new object?[count];
            LiveElements live = array.LiveFrom(index);
            for (int i = 0; i < count; i++) removed[i] = PlainValue.Detached(NodeCopy.Copy(live.Next()!.Value));
            ArrayWrites.Splice(splice.View.Store, splice.View.Path, array, index, count, splice.Items);
            return (array.Count, (IReadOnlyList<object?>)removed);
        });

    private StoreValue[] CopyIn(object?[]? items)
    {
        // a null for params is one null, not none
        if (items is null) return [StoreValue.Null];
        StoreValue[] copies = items.Length == 0 ? [] : new StoreValue[items.Length];
        for (int i = 0; i < copies.Length; i++) copies[i] = CopyIn(items[i]);
        return copies;
    }

    private StoreArray Reorder(Func<Element[], Element[]> order) => Write<ArrayNode, StoreArray>(array =>
    {
        Element[] old = [.. array.AllLive()];
        ArrayWrites.Reorder(Store, Path, old, order(old));
        return this;
    });
}
