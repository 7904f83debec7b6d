using StoreHub.Client.Stores;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Replicas;

namespace StoreHub.Client.Tests.Stores;

public sealed class OutboxTests
{
    private readonly Outbox _outbox = new();
    private readonly OutboxEntry _entry;

    public OutboxTests()
    {
        _entry = _outbox.Add(new Transaction([new SetOperation(SourceId.Parse("a"), 0, 1, StorePath.Of("k"), 1)], 0), 0);
        _outbox.Settle(HistoryRecord.Of(_entry.Transaction, 1, 1));
    }

    [Fact]
    public void What_is_settled_leaves_when_it_is_acknowledged()
    {
        Assert.Empty(_outbox.TakeDone());
        _outbox.Opened(delta: true, 0, settled: null);
        Assert.Equal([_entry], _outbox.TakeDone());
    }

    [Fact]
    public void What_was_settled_in_an_epoch_that_is_lost_waits_for_the_snapshot_and_for_what_became_of_it()
    {
        _outbox.Opened(delta: false, 0, settled: null);
        Assert.Empty(_outbox.TakeDone());
        _outbox.Settle(0, _ => true);
        Assert.Equal([_entry], _outbox.TakeDone());
        Assert.True(_entry.Transaction.IsVoid);
    }

    [Fact]
    public void What_waits_for_a_snapshot_that_does_not_come_leaves_when_the_store_goes_on_by_delta()
    {
        var settled = new SettledState();
        settled.Apply(HistoryRecord.Of(_entry.Transaction, 1, 1));
        Assert.True(settled.Sources.TryGet(_entry.Transaction.Source, out SourceEntry? known));
        _outbox.Opened(delta: false, 0, known);
        Assert.Empty(_outbox.TakeDone());
        _outbox.Opened(delta: true, 0, known);
        Assert.Equal([_entry], _outbox.TakeDone());
    }

    [Fact]
    public void What_a_snapshot_does_not_have_is_not_settled()
    {
        _outbox.Opened(delta: false, 0, settled: null);
        _outbox.Settle(-1, _ => false);
        Assert.Empty(_outbox.TakeDone());
        _outbox.Settle(HistoryRecord.Of(_entry.Transaction, 5, 5));
        Assert.Equal([_entry], _outbox.TakeDone());
        Assert.False(_entry.Transaction.IsVoid);
    }

    [Fact]
    public void What_stands_of_a_source_that_is_given_up_is_told_from_what_nobody_knows()
    {
        OutboxEntry[] later = [Add(1), Add(2), Add(3), Add(4)];
        // taken back here, and too late: the hub had it already
        later[0].Transaction = later[0].Transaction.ToVoid();
        Assert.Equal([later[1]], _outbox.NoteVoids([new SeqRange(2, 1)]));
        Assert.Equal([later[1]], _outbox.NoteVoids([new SeqRange(2, 1, "no"), new SeqRange(9, 1)]));
        Assert.Empty(_outbox.NoteVoids([new SeqRange(2, 1, "no")]));
        _outbox.Acknowledge(2);
        (IReadOnlyList<OutboxEntry> standing, IReadOnlyList<OutboxEntry> unknown) = _outbox.TakeSent(3);
        Assert.Equal([_entry, later[0], later[1]], standing);
        Assert.Equal([false, false, true], standing.Select(entry => entry.Transaction.IsVoid));
        Assert.Equal("no", later[1].Refusal!.Message);
        Assert.Equal([later[2]], unknown);
        Assert.Equal([later[3]], _outbox.Entries);
    }

    private OutboxEntry Add(long seq) => _outbox.Add(new Transaction([new SetOperation(SourceId.Parse("a"), seq, 1, StorePath.Of("k"), 1)], 0), 0);
}
