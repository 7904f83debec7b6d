using StoreHub.LoadTests.Traces;

namespace StoreHub.LoadTests.Tests.Traces;

public sealed class TraceScheduleTests
{
    [Fact]
    public void Names_the_last_foreign_transaction_that_each_author_had_and_counts_the_concurrent_ones()
    {
        // 0 and 1 write without each other; 1 then has 0, and 0 goes on alone before it has all
        TraceSchedule schedule = Of(2, (0, []), (1, []), (0, [0]), (1, [1, 0]), (0, [2]), (0, [4, 3]));

        Assert.Equal([-1, -1, -1, 0, -1, 3], Enumerable.Range(0, 6).Select(schedule.LastForeign));
        Assert.Equal([true, false, false, true, false, false], Enumerable.Range(0, 6).Select(schedule.IsSeen));
        Assert.Equal(4, schedule.ConcurrentCount);
    }

    [Fact]
    public void Parents_count_with_all_that_they_follow()
    {
        TraceSchedule schedule = Of(3, (0, []), (1, [0]), (2, [1]), (0, [2]));

        Assert.Equal([-1, 0, 1, 2], Enumerable.Range(0, 4).Select(schedule.LastForeign));
        Assert.Equal(0, schedule.ConcurrentCount);
    }

    [Fact]
    public void Refuses_a_gap_in_what_somebody_received()
    {
        string message = Assert.Throws<TraceException>(() => Of(3, (0, []), (1, []), (2, [1]))).Message;

        Assert.Contains("transaction 2 by agent 2 follows 1 but not 0", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_an_author_who_forgot_what_it_wrote() =>
        Assert.Contains("transaction 1", Assert.Throws<TraceException>(() => Of(1, (0, []), (0, []))).Message, StringComparison.Ordinal);

    private static TraceSchedule Of(int authors, params (int Author, int[] Parents)[] transactions) =>
        TraceSchedule.Of(new Trace("test", true, authors, "", "", [.. transactions.Select(transaction => new TraceTransaction(transaction.Author, transaction.Parents, []))]));
}
