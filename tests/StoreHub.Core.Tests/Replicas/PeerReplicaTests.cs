using System.Diagnostics;
using StoreHub.Core.Tests.Ordering;
using StoreHub.Core.Tests.Reference;
using StoreHub.Operations;
using StoreHub.Ordering;
using StoreHub.Replicas;

namespace StoreHub.Core.Tests.Replicas;

public sealed class PeerReplicaTests
{
    private static readonly StorePath X = StorePath.Of("x"), Y = StorePath.Of("y"), List = StorePath.Of("l");
    private readonly Author _a = new("a"), _b = new("b");
    private readonly ChangeLog _changes = new();
    private readonly PeerReplica _replica = new(SourceId.Parse("me"));

    public PeerReplicaTests() => ((IStoreReplica)_replica).Changes = _changes;

    private string Log => string.Join(' ', _replica.Log.Select(operation => operation.Id));

    [Fact]
    public void The_log_is_in_order_whatever_the_order_of_arrival()
    {
        SetOperation[] a = [At(_a, 1).Set(X, 0), At(_a, 5).Set(X, 1)], b = [At(_b, 1).Set(X, 2), At(_b, 3).Set(X, 3)];
        Assert.True(_replica.Apply(a[0]));
        Assert.Equal(3, _replica.Apply([b[1], a[1], b[0]]));
        Assert.Equal("a:0 b:0 b:1 a:1", Log);
        Is("""{"x":1}""");
        Assert.Equal(5, _replica.LastTs);
    }

    [Fact]
    public void Repeats_are_ignored_and_the_first_one_counts()
    {
        SetOperation first = _a.Set(X, 1), other = new Author("a").Set(X, 2);
        Assert.True(_replica.Apply(first));
        Assert.False(_replica.Apply(first));
        Assert.False(_replica.Apply(other));
        Operation waiting = Third("b", 7), lateOther = Third("b", 8);
        Assert.Equal(1, _replica.Apply([waiting, lateOther, waiting]));
        Assert.False(_replica.Apply(lateOther));
        Assert.Equal(2, _replica.Apply([_b.Set(Y, 0), _b.Set(Y, 1)]));
        Is("""{"x":1,"y":7}""");
    }

    [Fact]
    public void Operations_wait_for_lower_seqs()
    {
        SetOperation[] a = [_a.Set(X, 0), _a.Set(X, 1), _a.Set(X, 2), _a.Set(X, 3)];
        Assert.Equal(2, _replica.Apply([a[3], a[1]]));
        Assert.Equal((2, 0L, ""), (_replica.WaitingCount, _replica.NextSeq(_a.Source), Log));
        Assert.True(_replica.Apply(a[0]));
        Assert.Equal((1, 2L, "a:0 a:1"), (_replica.WaitingCount, _replica.NextSeq(_a.Source), Log));
        var placed = new List<Operation>();
        Assert.Equal(1, _replica.Apply([a[2], a[0]], placed));
        Assert.Equal((0, 4L, "a:0 a:1 a:2 a:3"), (_replica.WaitingCount, _replica.NextSeq(_a.Source), Log));
        Assert.Equal([a[2], a[3]], placed);
    }

    [Fact]
    public void Waiting_is_bounded_and_a_refused_batch_changes_nothing()
    {
        var replica = new PeerReplica(SourceId.Parse("me"), maxWaiting: 2);
        SetOperation[] a = [.. Enumerable.Range(0, 6).Select(i => _a.Set(X, i))];
        Assert.Equal(2, replica.Apply([a[2], a[3]]));
        var thrown = Assert.Throws<StoreException>(() => replica.Apply([_b.Set(Y, 1), a[4]]));
        Assert.Equal((StoreErrorCode.SequenceGap, 2L), (thrown.Code, thrown.Limit));
        Assert.Empty(replica.Log);
        Assert.Equal(0, replica.NextSeq(_b.Source));
        Assert.Equal(4, replica.Apply([a[5], a[4], a[1], a[0]]));
        Assert.Equal(6, replica.Log.Count);
        Assert.Equal(0, replica.WaitingCount);
    }

    [Fact]
    public void The_effective_ts_of_a_source_never_falls()
    {
        Operation[] operations = [At(_a, 100).Set(X, "a0"), At(_a, 1).Set(X, "a1"), At(_b, 50).Set(X, "b")];
        foreach (Operation operation in operations.Reverse()) _replica.Apply(operation);
        Assert.Equal("b:0 a:0 a:1", Log);
        Is("""{"x":"a1"}""");
    }

    [Fact]
    public void Nothing_comes_between_the_operations_of_a_transaction()
    {
        _a.Ts = _b.Ts = 7;
        var c = new Author("a1") { Ts = 7 };
        Operation[] a = [_a.Set(X, 0), _a.Set(X, 1), _a.Set(X, 2)], others = [_b.Set(X, 3), c.Set(X, 4), c.Set(X, 5)];
        foreach (Operation operation in (Operation[])[others[0], a[2], others[2], a[0], others[1], a[1]]) _replica.Apply(operation);
        Assert.Equal("a:0 a:1 a:2 a1:0 a1:1 b:0", Log);
    }

    [Fact]
    public void Own_transactions_stand_at_the_end_since_the_clock_has_seen_every_ts()
    {
        var clock = new HybridClock(new ManualTime(1000));
        var replica = new PeerReplica(SourceId.Parse("a"), clock);
        replica.Apply([At(_b, 5000).Set(X, "theirs"), Third("c", 0, ts: 9000)]);
        double ts = clock.Next();
        Assert.Equal(Math.BitIncrement(9000.0), ts);
        replica.Write(new Transaction([At(_a, ts).Set(X, "mine"), _a.Set(Y, 1)], 0));
        Assert.Equal("""{"x":"mine","y":1}""", TreeText.Of(replica.Tree));
        Assert.Equal((ts, 2L), (replica.LastTs, replica.NextSeq(replica.Source)));
        Assert.False(replica.Apply(replica.Log[1]));
        replica.SettleThrough(8000);
        Assert.True(clock.Next() > ts);
    }

    [Fact]
    public void Own_transactions_that_do_not_stand_at_the_end_are_refused()
    {
        var me = new Author("me") { Ts = 5 };
        _replica.Apply(At(_b, 5).Set(X, 0));
        Assert.Equal(StoreErrorCode.InvalidTimestamp, Refused(me.Set(X, 1)));
        me.Ts = 6;
        Assert.Equal(StoreErrorCode.SequenceConflict, Refused(me.Set(X, 1)));
        Assert.Equal(StoreErrorCode.MalformedTransaction, Refused(_b.Set(X, 1)));
        Assert.Equal(StoreErrorCode.MalformedTransaction, Assert.Throws<StoreException>(() => _replica.Write(Transaction.Void(_replica.Source, 0, 1, 6, 0))).Code);
        Is("""{"x":0}""");
        Assert.True(_replica.Apply(Third("me", 1, ts: 4)));
        Assert.Equal(StoreErrorCode.SequenceConflict, Refused(new Author("me") { Ts = 9 }.Set(X, 1)));
        Assert.Equal("b:0", Log);
    }

    [Fact]
    public void A_draft_is_kept_or_taken_back_as_a_whole_and_nothing_comes_meanwhile()
    {
        var me = new Author("me") { Ts = 2 };
        IStoreReplica replica = _replica;
        _replica.Apply(_a.Set(X, 0));
        var draft = default(ReplicaDraft);
        Assert.True(replica.WriteDraft(me.Set(X, 1), ref draft));
        Assert.False(replica.WriteDraft(me.Delete(Y), ref draft));
        Assert.Throws<InvalidOperationException>(() => _replica.Apply(_b.Set(X, 5)));
        Assert.Equal("a:0", Log);
        replica.RollbackDraft(draft);
        Is("""{"x":0}""");

        me = new Author("me") { Ts = 3 };
        draft = default;
        Operation[] operations = [me.Set(X, 1), me.Set(Y, 2)];
        foreach (Operation operation in operations) replica.WriteDraft(operation, ref draft);
        replica.CommitDraft(new Transaction(operations, 0), draft);
        Assert.Equal("a:0 me:0 me:1", Log);
        _replica.Apply(At(_b, 1).Set(Y, "under"));
        Is("""{"x":1,"y":2}""");
    }

    [Fact]
    public void Changes_are_told_for_what_is_new_with_effect_and_for_effects_that_turn()
    {
        SetOperation parent = At(_a, 1).Set(X, Author.Object());
        SetOperation child = At(_b, 3).Set(X.Append("k"), 1);
        _replica.Apply(child);
        Assert.Equal("", _changes.Take());
        _replica.Apply(parent);
        Assert.Equal("a:0 b:0", _changes.Take());
        _replica.Apply(At(_a, 2).Set(X, 5));
        Assert.Equal("a:1 b:0", _changes.Take());
        _replica.Apply([At(_a, 2.5).Delete(Y), At(_a, 4).Set(Y, 1)]);
        Assert.Equal("a:3", _changes.Take());
    }

    [Fact]
    public void A_watermark_settles_keeps_tombstones_and_refuses_what_comes_below()
    {
        _replica.Apply([At(_a, 1).Set(List, Author.List(1, 2)), At(_a, 2).Remove(List, "a:0:0"), At(_a, 3).Set(X, 1)]);
        Operation late = At(_b, 2).Insert(List, 1, "a:0:0", "a:0:1", 3), inTime = At(new Author("c"), 2.5).Insert(List, 1, "a:0:0", "a:0:1", 4);
        Assert.Equal(2, _replica.SettleThrough(2));
        Assert.Equal(0, _replica.SettleThrough(1));
        Assert.Equal(("a:2", 2.0), (Log, _replica.Watermark));
        var thrown = Assert.Throws<StoreException>(() => _replica.Apply([inTime, late]));
        Assert.Equal(StoreErrorCode.InvalidTimestamp, thrown.Code);
        Assert.Contains("b:0 at 2 came too late", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(1, _replica.Apply([inTime, .. _replica.Log]));
        Is("""{"l":[a:0:0†pending,c:0:0=4,a:0:1=2],"x":1}""");
        Assert.Equal("c:0 a:2", Log);
        Assert.Equal(2, _replica.SettleThrough(50));
        Assert.Equal(50, _replica.LastTs);
        Assert.True(_replica.Apply(At(_a, 51).Remove(List, "c:0:0")));
        Is("""{"l":[a:0:0†pending,c:0:0†pending,a:0:1=2],"x":1}""");
    }

    [Fact]
    public void A_watermark_above_what_waits_is_refused()
    {
        _replica.Apply([_b.Set(X, 0), Third("a", 0, ts: 5)]);
        Assert.Equal(1, _replica.SettleThrough(4));
        Assert.Equal(StoreErrorCode.SequenceGap, Assert.Throws<StoreException>(() => _replica.SettleThrough(5)).Code);
        Assert.Throws<ArgumentOutOfRangeException>(() => _replica.SettleThrough(double.NaN));
        Assert.Equal(4, _replica.Watermark);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.MaxValue)]
    [InlineData(-1e300)]
    public void A_ts_that_no_clock_could_follow_is_refused(double ts)
    {
        Assert.Equal(StoreErrorCode.InvalidTimestamp, Assert.Throws<StoreException>(() => _replica.Apply([_b.Set(X, 0), At(_a, ts).Set(X, 1)])).Code);
        Assert.Empty(_replica.Log);
        Assert.Equal(0, _replica.LastTs);
    }

    [Fact]
    public void Two_long_logs_merge_with_one_replay()
    {
        const int Count = 10_000;
        Operation[] a = [At(_a, 1).Set(List, Author.List()), .. Enumerable.Range(1, Count - 1).Select(i => At(_a, i * 2).Insert(List, 0, null, null, i))];
        Operation[] b = [.. Enumerable.Range(1, Count).Select(i => At(_b, i * 2 + 1).Insert(List, 0, null, null, -i))];
        PeerReplica first = new(_a.Source), second = new(_b.Source);
        first.Apply(a);
        second.Apply(b);
        Operation[] there = [.. first.Log], back = [.. second.Log];
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(Count, first.Apply(back));
        Assert.Equal(Count, second.Apply(there));
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        Assert.Equal(TreeText.Of(first.Tree), TreeText.Of(second.Tree));
        Assert.Equal(Count * 2, first.Log.Count);
        // one replay each: what stood behind the first place taken, and no more
        Assert.Equal((Count - 2, Count), (first.RedoCount, second.RedoCount));
        Assert.True(took < TimeSpan.FromSeconds(5), $"It took {took}.");
    }

    private StoreErrorCode Refused(Operation operation) => Assert.Throws<StoreException>(() => _replica.Write(new Transaction([operation], 0))).Code;

    private static Author At(Author author, double ts)
    {
        author.Ts = ts;
        return author;
    }

    /// <summary>A source's operation 2, which waits for two others.</summary>
    private static SetOperation Third(string source, int value, double ts = 1) => new(SourceId.Parse(source), 2, ts, Y, value);

    private void Is(string structure) => Assert.Equal(structure, TreeText.Of(_replica.Tree));
}
