using StoreHub.Operations;

namespace StoreHub.Core.Tests.Stores;

public sealed class StoreArrayTests : IDisposable
{
    private readonly Store _store = Store.Create();
    private readonly StoreArray _array;

    public StoreArrayTests()
    {
        _store["list"].Value = ArrayValue.Create([1, "two", 3.5]);
        _array = _store["list"].AsArray();
    }

    [Fact]
    public void An_index_outside_names_place_index_and_length()
    {
        foreach (Action use in new Action[]
        {
            () => _ = _array[3],
            () => _ = _array[-1],
            () => _array[4] = 1,
            () => _array[-1] = 1,
            () => _array.Insert(4, 1),
            () => _array.Insert(-1, 1),
            () => _array.RemoveAt(3),
            () => _array.RemoveAt(-1),
            () => _array.Get<int>(3),
        })
        {
            ArgumentOutOfRangeException refusal = Assert.Throws<ArgumentOutOfRangeException>(use);
            Assert.Equal("index", refusal.ParamName);
            Assert.Contains("The array at list has 3 elements.", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Single(_store.Log);
    }

    [Fact]
    public void One_null_is_pushed_as_one_element()
    {
        Assert.Equal(4, _array.Push(null));
        Assert.Equal(6, _array.Push(null, null));
        Assert.Equal("""[1,"two",3.5,null,null,null]""", _array.ToString());
    }

    [Fact]
    public void An_array_is_added_as_one_element_and_pushed_as_its_elements()
    {
        string[] words = ["a", "b"];
        _array.Add(words);
        _array.Push(words);
        Assert.Equal("""[1,"two",3.5,["a","b"],"a","b"]""", _array.ToString());
    }

    [Fact]
    public void The_default_order_is_by_kind_and_then_by_value()
    {
        DateTimeOffset day = DateTimeOffset.UnixEpoch;
        _array.Clear();
        _array.Push("b", 10, new { x = 1 }, 9.5, true, "B", day, null, false, day.AddDays(-1), -3, new[] { 0 }, "a");
        Assert.Same(_array, _array.Sort());
        Assert.Equal("""[null,false,true,-3,9.5,10,{"$date":-86400000},{"$date":0},"B","a","b",{"x":1},[0]]""", _array.ToString());
    }

    [Fact]
    public void A_comparison_sorts_live_views_and_one_that_throws_changes_nothing()
    {
        _array.Clear();
        _array.AddRange(new[] { new { n = 2, t = "x" }, new { n = 1, t = "y" }, new { n = 2, t = "z" } });
        _array.Sort(static (left, right) => (int)left!.n - (int)right!.n);
        Assert.Equal("yxz", string.Concat(_array.Select(static item => (string)((dynamic)item!).t)));
        int before = _store.Log.Count;
        Assert.ThrowsAny<Exception>(() => _array.Sort(static (_, _) => throw new InvalidTimeZoneException()));
        Assert.Equal(before, _store.Log.Count);
    }

    [Fact]
    public void Each_method_is_one_operation_or_one_transaction()
    {
        void Wrote(int operations, Action write)
        {
            int before = _store.Log.Count;
            write();
            Assert.Equal(operations, _store.Log.Count - before);
            Assert.Single(_store.Log.Skip(before).Select(static operation => operation.Ts).Distinct());
        }

        Wrote(1, () => _array.Push(4, 5, 6));
        Wrote(1, () => _array.Splice(1, 2, "x", "y"));
        Wrote(1, () => _array.Reverse());
        Assert.Equal(6, ((SpliceOperation)_store.Log[^1]).Anchors!.Order!.Count);
        Wrote(6, () => _array.Fill(0));
        Assert.All(_store.Log.Skip(_store.Log.Count - 6), static operation => Assert.IsType<SetOperation>(operation));
        Wrote(2, () => _array.CopyWithin(0, 4));
        Wrote(1, () => _array.AddRange(Enumerable.Range(0, 100)));
        Wrote(1, () => _array.Clear());
    }

    [Fact]
    public void It_is_a_list()
    {
        IList<object?> list = _array;
        Assert.False(list.IsReadOnly);
        object?[] copy = new object?[4];
        list.CopyTo(copy, 1);
        Assert.Equal([null, 1, "two", 3.5], copy);
        Assert.Contains("two", list);
        Assert.Equal(2, list.IndexOf(3.5));
        Assert.Equal(1, list.IndexOf("two"));
        Assert.Equal(0, list.IndexOf(1L));
        Assert.Equal(-1, list.IndexOf("three"));
        Assert.Equal("two", ((IReadOnlyList<object?>)_array)[1]);
        Assert.Equal(3, ((IReadOnlyCollection<object?>)_array).Count);
        Assert.Equal((1, "two"), (_array.Get<int>(0), _array.Get<string>(1)));
        Assert.Contains("list[1]", Assert.Throws<InvalidCastException>(() => _array.Get<int>(1)).Message, StringComparison.Ordinal);
        _array.Add(-0.0);
        Assert.Equal(3, _array.IndexOf(0));
    }

    [Fact]
    public void Enumerating_sees_what_was_there_when_it_began()
    {
        foreach (object? item in _array)
        {
            _array.Remove(item);
            _array.Push("new");
        }

        Assert.Equal("""["new","new","new"]""", _array.ToString());
    }

    [Fact]
    public void Adding_an_array_to_itself_copies()
    {
        _array.AddRange(_array);
        _array.Add(_array);
        Assert.Equal("""[1,"two",3.5,1,"two",3.5,[1,"two",3.5,1,"two",3.5]]""", _array.ToString());
    }

    [Fact]
    public void A_condition_may_write_while_it_is_asked()
    {
        Assert.Equal(1, _array.RemoveAll(item =>
        {
            if (item is not string) return true;
            _array.RemoveAt(0);
            return false;
        }));
        Assert.Equal("""["two"]""", _array.ToString());
    }

    public void Dispose() => _store.Dispose();
}
