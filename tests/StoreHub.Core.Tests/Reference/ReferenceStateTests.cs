using StoreHub.Operations;
using static StoreHub.Core.Tests.Reference.Author;

namespace StoreHub.Core.Tests.Reference;

/// <summary>The oracle itself, against examples of the design worked out by hand.</summary>
public sealed class ReferenceStateTests
{
    private static readonly StorePath List = StorePath.Of("l");
    private readonly Author _a = new("a"), _b = new("b");
    private readonly ReferenceState _state = new();
    private long _revision;

    [Fact]
    public void Concurrent_pushes_both_survive()
    {
        Apply(_a.Set(List, Author.List(1)));
        Apply(_a.Insert(List, 1, "a:0:0", null, 2), _b.Insert(List, 1, "a:0:0", null, 3));
        Is("""{"l":[a:0:0=1,b:0:0=3,a:1:0=2]}""");
    }

    [Fact]
    public void Two_removals_of_one_element_remove_one()
    {
        Apply(_a.Set(List, Author.List(1, 2)));
        Apply(_a.Remove(List, "a:0:0"), _b.Remove(List, "a:0:0"));
        Is("""{"l":[a:0:0†2,a:0:1=2]}""");
    }

    [Fact]
    public void Two_concurrent_sorts_duplicate_nothing_and_move_current_values()
    {
        Apply(_a.Set(List, Author.List(3, 1, 2)));
        Apply(_b.Set(List.Append(At(0, "a:0:0")), 9), _b.Remove(List, "a:0:1"));
        Apply(_a.Order(List, null, "a:0:1", "a:0:2", "a:0:0"), _b.Order(List, null, "a:0:2", "a:0:0", "a:0:1"));
        Is("""{"l":[a:0:2=2,a:0:0=9,a:0:1†3]}""");
    }

    [Fact]
    public void An_order_stands_after_its_anchor_and_takes_each_element_once()
    {
        Apply(_a.Set(List, Author.List(0, 1, 2, 3)), _a.Order(List, "a:0:0", "a:0:2", "a:0:1", "a:0:2", "x:0:0"));
        Is("""{"l":[a:0:0=0,a:0:2=2,a:0:1=1,a:0:3=3]}""");
    }

    [Fact]
    public void An_edit_reaches_the_element_its_author_saw()
    {
        Apply(_a.Set(List, Author.List(Author.Object(("n", 0)), Author.Object(("n", 1)))));
        Apply(_b.Insert(List, 0, null, "a:0:0", 7), _a.Increment(List.Append(At(0, "a:0:0")).Append("n"), 5));
        Is("""{"l":[b:0:0=7,a:0:0={"n":5},a:0:1={"n":1}]}""");
    }

    [Fact]
    public void A_path_whose_element_is_gone_has_no_effect()
    {
        Apply(_a.Set(List, Author.List(Author.Object(), Author.Object())), _a.Remove(List, "a:0:0"));
        Apply(_b.Set(List.Append(At(0, "a:0:0")).Append("k"), 1), _b.Set(List.Append(At(0, "a:0:0")), 1), _b.Set(List.Append(At(0, "x:0:0")), 1));
        Is("""{"l":[a:0:0†2,a:0:1={}]}""");
    }

    [Fact]
    public void Increments_add_and_leave_alone_what_is_no_number()
    {
        Apply(_a.Set(StorePath.Of("n"), 0.1), _a.Set(StorePath.Of("s"), "1"));
        Apply(_a.Increment(StorePath.Of("n"), 0.2), _b.Increment(StorePath.Of("n"), 1), _b.Increment(StorePath.Of("s"), 1), _b.Increment(StorePath.Of("x"), 1));
        Is("""{"n":1.3,"s":"1"}""");
    }

    [Fact]
    public void An_insert_goes_after_its_anchor_and_before_the_tombstones_that_follow_it()
    {
        Apply(_a.Set(List, Author.List(1, 2, 3)), _a.Remove(List, "a:0:1"));
        Apply(_b.Insert(List, 1, "a:0:0", "a:0:2", 4), _b.Insert(List, 1, "a:0:1", "a:0:2", 5), _b.Insert(List, 0, null, "a:0:0", 6));
        Is("""{"l":[b:2:0=6,a:0:0=1,b:0:0=4,a:0:1†2,b:1:0=5,a:0:2=3]}""");
    }

    [Fact]
    public void An_unknown_left_anchor_falls_back_to_the_right_one_and_then_to_the_index()
    {
        Apply(_a.Set(List, Author.List(1, 2, 3)), _a.Remove(List, "a:0:1"));
        Apply(_b.Insert(List, 0, "x:0:0", "a:0:2", 4), _b.Insert(List, 1, "x:0:0", "x:0:1", 5), _b.Insert(List, 99, "x:0:0", null, 6), _b.Insert(List, 0, "x:0:0", null, 7));
        Is("""{"l":[b:3:0=7,a:0:0=1,b:1:0=5,a:0:1†2,b:0:0=4,a:0:2=3,b:2:0=6]}""");
    }

    [Fact]
    public void Removals_come_before_the_insert()
    {
        Apply(_a.Set(List, Author.List(1, 2, 3)), _a.Splice(List, 1, "a:0:0", "a:0:2", ["a:0:1"], 4, Author.List(5)));
        Is("""{"l":[a:0:0=1,a:1:0=4,a:1:1=[a:1:0=5],a:0:1†2,a:0:2=3]}""");
    }

    [Fact]
    public void A_set_keeps_the_elements_identity()
    {
        Apply(_a.Set(List, Author.List(1)), _b.Set(List.Append(At(0, "a:0:0")), Author.List(2)));
        Is("""{"l":[a:0:0=[b:0:0=2]]}""");
    }

    [Fact]
    public void Replacing_an_array_ends_its_identities()
    {
        Apply(_a.Set(List, Author.List(1)), _b.Set(List, Author.List(1)), _a.Remove(List, "a:0:0"), _a.Set(List.Append(At(0, "a:0:0")), 2));
        Is("""{"l":[b:0:0=1]}""");
    }

    [Fact]
    public void Foreign_splices_mean_the_positions_where_they_are_applied()
    {
        Apply(_a.Set(List, Author.List(1, 2, 3)), _a.Remove(List, "a:0:0"));
        Apply(_b.Foreign(List, 1, 9, 4), _b.Foreign(List, 99, 1, 5), _b.Foreign(List, 0, 1));
        Is("""{"l":[a:0:0†2,a:0:1†5,b:0:0=4,b:1:0=5,a:0:2†3]}""");
    }

    [Fact]
    public void Foreign_paths_count_visible_elements()
    {
        Apply(_a.Set(List, Author.List(1, 2, 3)), _a.Remove(List, "a:0:0"));
        Apply(_b.Set(List.Append(0), 8), _b.Increment(List.Append("1"), 1), _b.Set(List.Append("01"), 9), _b.Set(List.Append(-1), 9), _b.Set(List.Append(new PathSegment(0.5)), 9));
        Is("""{"l":[a:0:0†2,a:0:1=8,a:0:2=4]}""");
    }

    [Fact]
    public void Foreign_lengths_and_assignments_past_the_end_work_within_the_limit()
    {
        Apply(_a.Set(List, Author.List(1, 2)), _b.Set(List.Append("length"), 1), _b.Set(List.Append(2), 9), _b.Set(List.Append("length"), 4));
        Apply(_b.Set(List.Append("length"), 4 + 17), _b.Set(List.Append(4 + 16), 9), _b.Set(List.Append("length"), -1), _b.Set(List.Append("length"), "0"),
            _b.Set(List.Append(int.MaxValue), 9), _b.Set(List.Append("length"), int.MaxValue), _b.Set(List.Append("length"), double.PositiveInfinity));
        Is("""{"l":[a:0:0=1,b:1:0=undefined,b:1:1=9,b:2:0=undefined,a:0:1†2]}""");
        Apply(_b.Set(List.Append(4 + 15), 9));
        Assert.Equal(4 + 16, _state.Visible().AsObject()["l"].AsArray().Count);
        Apply(_b.Set(List.Append("length"), 4 + 32));
        Assert.Equal(4 + 32, _state.Visible().AsObject()["l"].AsArray().Count);
    }

    [Fact]
    public void A_floor_forgets_what_was_removed_at_or_below_it()
    {
        Apply(_a.Set(List, Author.List(1, Author.List(2), 3)), _a.Remove(List, "a:0:0"), _a.Remove(List.Append(At(0, "a:0:1")), "a:0:0"), _a.Remove(List, "a:0:2"));
        _state.Forget(3);
        Is("""{"l":[a:0:1=[],a:0:2†4]}""");
    }

    [Fact]
    public void A_key_that_is_deleted_and_set_again_comes_last()
    {
        Apply(_a.Set(StorePath.Of("x"), 1), _a.Set(StorePath.Of("y"), 2), _a.Set(StorePath.Of("x"), 3));
        Is("""{"x":3,"y":2}""");
        Apply(_a.Delete(StorePath.Of("x")), _a.Delete(StorePath.Of("z")), _a.Set(StorePath.Of("x"), 4));
        Is("""{"y":2,"x":4}""");
    }

    [Fact]
    public void Maps_compare_keys_by_value_and_keep_their_order()
    {
        var map = StorePath.Of("m");
        Apply(_a.Set(map, MapValue.Create([KeyValuePair.Create<StoreValue, StoreValue>(0, 1)])));
        Apply(_a.MapSet(map, double.NaN, 2), _a.MapSet(map, -0.0, -0.0), _a.Set(map.Append(new PathSegment(new byte[] { 1 })), 3), _a.MapSet(map, "0", 4));
        Apply(_a.MapDelete(map, double.NaN), _a.Increment(map.Append(new PathSegment(new byte[] { 1 })), 1), _a.Delete(map.Append("0")), _a.MapSet(map, StoreValue.Undefined, 5));
        Is("""{"m":M{0=>-0,b"AQ=="=>4}}""");
        Apply(_a.MapClear(map), _a.SetAdd(map, 1));
        Is("""{"m":M{}}""");
    }

    [Fact]
    public void Sets_hold_each_member_once()
    {
        var set = StorePath.Of("s");
        Apply(_a.Set(set, SetValue.Create([1, StoreValue.Null])), _a.SetAdd(set, 0), _a.SetAdd(set, -0.0), _a.SetAdd(set, Author.List()), _a.SetDelete(set, 1), _a.SetAdd(set, 1));
        Is("""{"s":S{null,0,1}}""");
        Apply(_a.SetClear(set), _a.MapClear(set));
        Is("""{"s":S{}}""");
    }

    [Fact]
    public void An_operation_whose_parent_is_missing_or_of_another_type_has_no_effect()
    {
        Apply(_a.Set(List, Author.List(1)), _a.Set(StorePath.Of("u"), StoreValue.Undefined), _a.Set(StorePath.Of("o"), Author.Object(("0", 1))));
        string before = _state.Structure();
        Apply(_a.Set(StorePath.Of("x", "y"), 1), _a.Set(StorePath.Of("u", "y"), 1), _a.Delete(List.Append(0)), _a.Set(StorePath.Of("o", 0), 1),
            _a.Set(StorePath.Of("o", new PathSegment("0", Id("a:0:0"))), 1), _a.Foreign(StorePath.Of("o"), 0, 0, 1), _a.Foreign(StorePath.Root, 0, 0, 1),
            _a.Set(StorePath.Root, 1), _a.Delete(StorePath.Root), _a.MapSet(List, 0, 1), _a.Increment(List.Append("length"), 1), _a.Set(List.Append("x"), 1));
        Is(before);
    }

    private void Apply(params Operation[] operations)
    {
        foreach (Operation operation in operations) _state.Apply(operation, ++_revision);
    }

    private void Is(string structure) => Assert.Equal(structure, _state.Structure());
}
