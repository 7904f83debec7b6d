using StoreHub.LoadTests.Load.StoreHubs;
using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.LoadTests.Tests.Load.StoreHubs;

public class HistoryTallyTests
{
    private static readonly SourceId Alice = SourceId.Parse("alice"), Bob = SourceId.Parse("bob");

    private readonly HistoryTally _tally = new(after: 0);

    [Fact]
    public void A_history_in_order_is_counted_per_source()
    {
        Take(Set(Alice, 0, 1), Set(Bob, 0, 2), Set(Alice, 1, 3), HistoryRecord.Void(Bob, 1, 3, 4, 4), HistoryRecord.ForFloor(2, 7, 7), Set(Alice, 2, 8));
        Assert.Null(_tally.Problem);
        Assert.Equal((8L, 0L, 3L, 4L), (_tally.Revision, _tally.Repeated, _tally.Seen(Alice), _tally.Seen(Bob)));
    }

    [Fact]
    public void An_operation_that_history_has_twice_is_seen()
    {
        Take(Set(Alice, 0, 1), Set(Alice, 1, 2), Set(Alice, 0, 3));
        Assert.Equal((1L, 2L), (Math.Min(1, _tally.Repeated), _tally.Seen(Alice)));
    }

    [Fact]
    public void A_seq_that_was_left_out_is_seen()
    {
        Take(Set(Alice, 0, 1), Set(Alice, 2, 2));
        Assert.Contains("seq 2 of alice came where 1 was due", _tally.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void A_revision_that_was_left_out_or_comes_again_is_seen(long revision)
    {
        Take(Set(Alice, 0, 1), Set(Alice, 1, revision));
        Assert.Contains($"revision {revision} came after 1", _tally.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_epoch_is_seen()
    {
        _tally.Take(Set(Alice, 0, 1), "one");
        _tally.Take(Set(Alice, 1, 2), "two");
        Assert.Contains("epoch", _tally.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_says_what_was_missed()
    {
        Take(Set(Alice, 0, 1));
        var state = new SettledState();
        for (int i = 0; i < 5; i++) state.Apply(Set(Alice, i, i + 1));
        _tally.Take(state, "e");
        Take(Set(Alice, 5, 6), Set(Bob, 0, 7));
        Assert.Null(_tally.Problem);
        Assert.Equal((6L, 1L), (_tally.Seen(Alice), _tally.Seen(Bob)));
    }

    [Fact]
    public void One_that_resumes_cannot_know_what_came_before()
    {
        var tally = new HistoryTally(after: 10);
        tally.Take(Set(Alice, 7, 11), "e");
        Assert.Null(tally.Problem);
        tally.Take(Set(Alice, 9, 12), "e");
        Assert.NotNull(tally.Problem);
    }

    private static HistoryRecord Set(SourceId source, long seq, long revision) =>
        HistoryRecord.Of(new Transaction([new SetOperation(source, seq, revision, StorePath.Of("k"), 1)], 0), revision, revision);

    private void Take(params HistoryRecord[] records)
    {
        foreach (HistoryRecord record in records) _tally.Take(record, "e");
    }
}
