using StoreHub.Operations;

namespace StoreHub.Core.Tests.Reference;

public sealed class ReferenceReplicaTests
{
    private static readonly StorePath X = StorePath.Of("x"), Y = StorePath.Of("y"), List = StorePath.Of("l");
    private readonly Author _a = new("a"), _b = new("b");

    [Fact]
    public void Records_settle_in_any_order_and_with_repeats()
    {
        HistoryRecord one = HistoryRecord.Of(new Transaction([_a.Set(X, 1), _a.Set(Y, 1)], 0), 1, 10);
        HistoryRecord two = HistoryRecord.Of(new Transaction([_b.Set(X, 2)], 0), 3, 11);
        ReferenceHistory settled = ReferenceReplica.Settled([two, one, two]);
        Assert.Equal("""{"x":2,"y":1}""", settled.State.Structure());
        Assert.Equal("revision 3 floor 0 forgotten 0 ts 11\na 1@2 ts 10 voids []\nb 0@3 ts 11 voids []", settled.Table());
    }

    [Fact]
    public void An_order_by_time_that_is_not_that_of_the_revisions_is_refused()
    {
        HistoryRecord one = HistoryRecord.Of(new Transaction([_a.Set(X, 1)], 0), 1, 11);
        HistoryRecord two = HistoryRecord.Of(new Transaction([_b.Set(X, 2)], 0), 2, 10);
        Assert.Throws<InvalidOperationException>(() => ReferenceReplica.Settled([one, two]));
        Assert.Throws<InvalidOperationException>(() => ReferenceReplica.Settled([two]));
    }

    [Fact]
    public void A_void_has_no_effect_and_stands_in_the_table_until_a_floor_passes_it()
    {
        HistoryRecord refused = HistoryRecord.Void(_a.Source, 0, 2, 1, 10);
        Assert.Equal("{}", ReferenceReplica.Settled([refused]).State.Structure());
        Assert.Equal("revision 2 floor 0 forgotten 0 ts 10\na 1@2 ts 10 voids [0+2@2]", ReferenceReplica.Settled([refused]).Table());
        Assert.Equal("revision 3 floor 1 forgotten 0 ts 11\na 1@2 ts 10 voids [0+2@2]", ReferenceReplica.Settled([refused, HistoryRecord.ForFloor(1, 3, 11)]).Table());
        Assert.Equal("revision 3 floor 2 forgotten 0 ts 11\na 1@2 ts 10 voids []", ReferenceReplica.Settled([refused, HistoryRecord.ForFloor(2, 3, 11)]).Table());
    }

    [Fact]
    public void Own_pending_operations_stand_over_the_settled_ones_whatever_their_ts()
    {
        var mine = new Transaction([_a.Set(X, "mine"), _a.Set(List, Author.List(1)), _a.Remove(List, "a:1:0")], 0);
        _b.Ts = 1000;
        HistoryRecord theirs = HistoryRecord.Of(new Transaction([_b.Set(X, "theirs")], 0), 1, 1000);
        Assert.Equal("""{"x":"mine","l":[a:1:0†pending]}""", ReferenceReplica.View([theirs], [mine]).Structure());
        Assert.Equal("""{"x":"theirs"}""", ReferenceReplica.View([theirs], [mine.ToVoid()]).Structure());
        Assert.Equal("""{"x":"mine","l":[a:1:0†4]}""", ReferenceReplica.View([theirs, HistoryRecord.Of(mine, 2, 1001)], [mine]).Structure());
    }

    [Fact]
    public void Peers_sort_by_ts_and_then_source_and_count_repeats_once()
    {
        _a.Ts = _b.Ts = 5;
        Operation[] operations = [_b.Set(X, "b"), _a.Set(X, "a"), _b.Increment(Y, 1)];
        Assert.Equal("""{"x":"b"}""", ReferenceReplica.Peers([.. operations, .. operations]).Structure());
        Assert.Equal("""{"x":"b"}""", ReferenceReplica.Peers(operations.Reverse()).Structure());
    }

    [Fact]
    public void A_peers_effective_ts_never_falls()
    {
        _a.Ts = 100;
        Operation first = _a.Set(X, "a0");
        _a.Ts = 1;
        Operation second = _a.Set(X, "a1");
        _b.Ts = 50;
        Assert.Equal("""{"x":"a1"}""", ReferenceReplica.Peers([second, _b.Set(X, "b"), first]).Structure());
    }

    [Fact]
    public void A_peers_operation_waits_for_those_before_it()
    {
        Operation[] operations = [_a.Set(X, 0), _a.Set(X, 1), _a.Set(X, 2)];
        Assert.Equal("{}", ReferenceReplica.Peers([operations[1], operations[2]]).Structure());
        Assert.Equal("""{"x":0}""", ReferenceReplica.Peers([operations[2], operations[0]]).Structure());
        Assert.Equal("""{"x":2}""", ReferenceReplica.Peers([operations[2], operations[0], operations[1]]).Structure());
    }
}
