using StoreHub.Client.Stores;
using StoreHub.Operations;

namespace StoreHub.Client.Tests.Stores;

public sealed class OutboxQueueTests
{
    [Fact]
    public void Finds_what_begins_with_a_seq_and_lists_what_begins_after_one()
    {
        var queue = new OutboxQueue();
        // seqs 0-1, 2, 3-5, 6
        long seq = 0;
        foreach (int count in (int[])[2, 1, 3, 1])
        {
            queue.Enqueue(Entry(seq, count));
            seq += count;
        }

        Assert.Equal(3, queue.Find(3)!.Transaction.FirstSeq);
        Assert.Null(queue.Find(4));
        Assert.Null(queue.Find(7));
        Assert.Equal([0, 2, 3, 6], queue.Select(First));
        Assert.Equal([3, 6], queue.After(2).Select(First));
        Assert.Equal([6], queue.After(4).Select(First));
        Assert.Empty(queue.After(6));
    }

    [Fact]
    public void Keeps_order_while_entries_come_and_go()
    {
        var queue = new OutboxQueue();
        Assert.False(queue.TryPeek(out _));
        long next = 0, first = 0;
        for (int round = 0; round < 1000; round++)
        {
            for (int i = 0; i < round % 7; i++) queue.Enqueue(Entry(next++, 1));
            for (int i = 0; i < round % 5 && queue.Count > 0; i++) Assert.Equal(first++, First(queue.Dequeue()));
            Assert.Equal(next - first, queue.Count);
            Assert.Equal(queue.Count > 0 ? first : null, queue.TryPeek(out OutboxEntry? oldest) ? First(oldest) : (long?)null);
            Assert.Null(queue.Find(first - 1));
            if (queue.Count > 0) Assert.Equal(next - 1, First(queue.Find(next - 1)!));
        }
    }

    private static long First(OutboxEntry entry) => entry.Transaction.FirstSeq;

    private static OutboxEntry Entry(long seq, int count) =>
        new(new Transaction([.. Enumerable.Range(0, count).Select(i => new SetOperation(SourceId.Parse("a"), seq + i, 1, StorePath.Of("k"), 1))], 0), 0, seq);
}
