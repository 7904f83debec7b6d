using StoreHub.Operations;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Stores;

public sealed class EncodedTailTests
{
    private readonly EncodedTail _tail = new("s", "e", 0, maxFrameBytes: 200);

    [Fact]
    public void Who_stands_at_the_same_cursor_gets_the_same_frame()
    {
        Append(1, 3);
        TailFrame frame = _tail.FrameAfter(0)!;
        Assert.Same(frame.Prepared, _tail.FrameAfter(0)!.Prepared);
        Assert.Equal(3, frame.Last);
        Append(4, 1);
        Assert.Equal(4, _tail.FrameAfter(0)!.Last);
        Assert.Equal(4, _tail.FrameAfter(3)!.Last);
        Assert.Null(_tail.FrameAfter(4));
    }

    [Fact]
    public void What_comes_during_a_round_waits_for_the_next()
    {
        Append(1, 2);
        TailFrame early = _tail.FrameAfter(0)!;
        Publish(3, 2);
        Assert.Same(early, _tail.FrameAfter(0));
        Assert.Null(_tail.FrameAfter(2));
        _tail.Offer();
        Assert.Equal(4, _tail.FrameAfter(2)!.Last);
        Assert.Equal(4, _tail.FrameAfter(0)!.Last);
    }

    [Fact]
    public void A_frame_has_a_limit_but_takes_one_record_at_least()
    {
        for (int i = 0; i < 20; i++) Append(1 + (i * 2), 2);
        long cursor = 0;
        int frames = 0;
        while (_tail.FrameAfter(cursor) is { } frame)
        {
            Assert.True(frame.Last > cursor);
            cursor = frame.Last;
            frames++;
        }

        Assert.Equal(40, cursor);
        Assert.InRange(frames, 3, 19);
        Append(41, 100);
        Assert.Equal(140, _tail.FrameAfter(40)!.Last);
    }

    [Fact]
    public void A_cursor_behind_the_tail_or_inside_a_record_has_no_frame()
    {
        Append(1, 2);
        Append(3, 2);
        Assert.False(_tail.Reaches(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _tail.FrameAfter(1));
        _tail.Trim(3);
        Assert.Equal(2, _tail.Start);
        Assert.True(_tail.Reaches(2));
        Assert.False(_tail.Reaches(0));
        Assert.True(_tail.Reaches(4));
        Assert.False(_tail.Reaches(5));
    }

    [Fact]
    public void Trimming_leaves_half_of_the_limits()
    {
        for (int i = 0; i < 20; i++) Append(1 + i, 1);
        Assert.Equal(15, _tail.TrimPoint(maxOperations: 10, maxBytes: long.MaxValue));
        long bytes = _tail.Bytes;
        _tail.Trim(_tail.TrimPoint(long.MaxValue, bytes));
        Assert.InRange(_tail.Bytes, 1, bytes / 2);
        Assert.Equal(_tail.Last - _tail.Start, _tail.Operations);
    }

    [Fact]
    public void Trimming_keeps_what_a_joiner_needs_while_it_receives_the_snapshot()
    {
        for (int i = 0; i < 20; i++) Append(1 + i, 1);
        long bytes = _tail.Bytes;
        _tail.Trim(_tail.TrimPoint(maxOperations: 4, maxBytes: 1, keepBytes: bytes / 2));
        Assert.InRange(_tail.Bytes, bytes / 2, bytes * 6 / 10);
        Assert.Equal(_tail.Start, _tail.TrimPoint(maxOperations: 1, maxBytes: 1, keepBytes: bytes));
    }

    private void Append(long firstRevision, int count)
    {
        Publish(firstRevision, count);
        _tail.Offer();
    }

    private void Publish(long firstRevision, int count) =>
        _tail.Append([HistoryRecord.Of(Make.Sets("a", firstRevision - 1, count, ts: firstRevision), firstRevision, firstRevision)]);
}
