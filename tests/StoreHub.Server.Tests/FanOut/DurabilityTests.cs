using StoreHub.Protocol.Messages;
using StoreHub.Replicas;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.FanOut;

public sealed class DurabilityTests
{
    private readonly HeldLog _log = new();

    [Fact]
    public async Task Relay_and_the_next_submission_do_not_wait_for_the_disk_but_the_acknowledgement_does()
    {
        await using RunningHub hub = await RunningHub.StartAsync(log: _log);
        await using RawClient writer = await hub.ConnectAsync();
        await using RawClient reader = await hub.ConnectAsync();
        await writer.OpenAsync("s", "a");
        await reader.OpenReaderAsync("s");
        for (int i = 0; i < 3; i++) Assert.Null((await writer.SubmitAsync("s", Make.Set("a", i, "k", i))).Error);
        while ((await reader.NextAsync<RecordsMessage>()).Last < 3)
        {
        }

        StatusResult status = await writer.StatusAsync("s");
        Assert.Equal((3, 0, 0), (status.Revision, status.DurableRevision, status.StateRevision));
        while (writer.Messages.TryRead(out object? message)) Assert.IsNotType<AckMessage>(message);

        _log.Sync(2);
        AckMessage acknowledged = await writer.NextAsync<AckMessage>();
        Assert.Equal((1, 2), (acknowledged.Seq, acknowledged.Revision));
        Assert.Equal(2, (await writer.StatusAsync("s")).StateRevision);
        _log.Sync(3);
        Assert.Equal(2, (await writer.NextAsync<AckMessage>()).Seq);
    }

    [Fact]
    public async Task A_snapshot_covers_only_what_is_durable_and_the_rest_follows()
    {
        await using RunningHub hub = await RunningHub.StartAsync(log: _log);
        await using RawClient writer = await hub.ConnectAsync();
        await writer.OpenAsync("s", "a");
        await writer.SubmitAsync("s", Make.Set("a", 0, "k", 0), Make.Set("a", 1, "k", 1), Make.Set("a", 2, "k", 2));
        _log.Sync(1);
        await writer.NextAsync<AckMessage>();
        await using RawClient joiner = await hub.ConnectAsync();
        OpenResult opened = await joiner.OpenReaderAsync("s");
        Assert.Equal((3, false), (opened.Revision, opened.Delta));
        SnapshotChunk snapshot = await joiner.NextAsync<SnapshotChunk>();
        Assert.Equal(1, SettledState.DecodeSnapshot(snapshot.Data.Span).Revision);
        RecordsMessage rest = await joiner.NextAsync<RecordsMessage>();
        Assert.Equal((2, 3), (rest.First, rest.Last));
    }

    [Fact]
    public async Task Too_much_that_is_not_durable_is_answered_with_overload_and_uses_up_no_seq()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.MaxUndurableBytes = 1024, log: _log);
        await using RawClient writer = await hub.ConnectAsync();
        await writer.OpenAsync("s", "a");
        Assert.Null((await writer.SubmitAsync("s", Make.Set("a", 0, "k", new string('x', 2000)))).Error);
        Assert.Equal(StoreErrorCode.Overloaded, (await writer.SubmitAsync("s", Make.Set("a", 1, "k", 1))).Error!.Code);
        _log.Sync(1);
        await writer.NextAsync<AckMessage>();
        Assert.Equal((null, 2), await AnswerAsync(writer.SubmitAsync("s", Make.Set("a", 1, "k", 1))));
    }

    [Fact]
    public async Task A_log_that_fails_closes_the_subscriptions_and_the_store_can_be_opened_again()
    {
        await using RunningHub hub = await RunningHub.StartAsync(log: _log);
        await using RawClient writer = await hub.ConnectAsync();
        OpenResult first = await writer.OpenAsync("s", "a");
        await writer.SubmitAsync("s", Make.Set("a", 0, "k", 0));
        _log.Sync(1);
        await writer.NextAsync<AckMessage>();
        _log.Break();
        Assert.Equal(StoreErrorCode.StoreFailed, (await writer.SubmitAsync("s", Make.Set("a", 1, "k", 1))).Error!.Code);
        ClosedMessage closed = await writer.NextAsync<ClosedMessage>();
        Assert.Equal((StoreErrorCode.StoreFailed, true), (closed.Code, closed.Reconnect));

        OpenResult again = await writer.OpenAsync("s", "a", new Cursor(first.Epoch, 1));
        Assert.Null(again.Error);
        Assert.NotEqual(first.Epoch, again.Epoch);
        Assert.Equal((true, 1), (again.Delta, again.ExpectedSeq));
        Assert.Null((await writer.SubmitAsync("s", Make.Set("a", 1, "k", 1))).Error);
        Assert.Contains(hub.Logs.Errors, line => line.StartsWith("1301", StringComparison.Ordinal));
    }

    private static async Task<(ErrorInfo? Error, long Expected)> AnswerAsync(Task<SubmitResult> submit)
    {
        SubmitResult result = await submit;
        return (result.Error, result.ExpectedSeq);
    }
}
