using Microsoft.Extensions.DependencyInjection;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Logs;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Hubs;

public sealed class ForgetTests
{
    private static readonly TimeSpan Long = TimeSpan.FromDays(31);

    private readonly ManualTime _time = new();
    private readonly MemoryOperationLog _log;
    private readonly MemorySnapshotStore _snapshots = new();

    public ForgetTests() => _log = new MemoryOperationLog(_time, TimeSpan.FromSeconds(1));

    [Fact]
    public async Task An_idle_source_is_forgotten_when_something_happens_and_one_that_is_open_is_not()
    {
        await using RunningHub hub = await StartAsync();
        await using RawClient here = await hub.ConnectAsync();
        OpenResult opened = await here.OpenAsync("s", "here");
        Assert.Equal((false, 0), (opened.Continues, opened.ForgottenAt));
        await here.SubmitAsync("s", Set("here", 0));
        await using (RawClient away = await hub.ConnectAsync())
        {
            await away.OpenAsync("s", "away");
            await away.SubmitAsync("s", Set("away", 0));
            await away.CallAsync<CloseResult>(HubMethods.Close, new CloseRequest { Store = "s" });
        }

        _time.Advance(Long);
        HistoryRecord forgotten = await ForgottenAsync(here);
        Assert.Equal(["away"], forgotten.Sources.Select(source => source.ToString()));
        Assert.Equal(1, (await here.StatusAsync("s")).Sources);

        await using RawClient back = await hub.ConnectAsync();
        OpenResult again = await back.OpenAsync("s", "away", new Cursor(opened.Epoch, 2));
        Assert.Equal((0, -1, true, true, forgotten.LastRevision), (again.ExpectedSeq, again.AcknowledgedSeq, again.Continues, again.Delta, again.ForgottenAt));
        Assert.False((await back.OpenReaderAsync("s", new Cursor("unknown", 2))).Continues);
        Assert.False((await back.OpenReaderAsync("s", new Cursor(opened.Epoch, forgotten.LastRevision + 1))).Continues);
    }

    [Fact]
    public async Task Who_left_within_the_time_is_remembered()
    {
        await using RunningHub hub = await StartAsync();
        await using RawClient here = await hub.ConnectAsync();
        await here.OpenAsync("s", "here");
        await using (RawClient away = await hub.ConnectAsync())
        {
            await away.OpenAsync("s", "away");
            await away.SubmitAsync("s", Set("away", 0));
            _time.Advance(Long);
            await away.CallAsync<CloseResult>(HubMethods.Close, new CloseRequest { Store = "s" });
        }

        _time.Advance(Long / 2);
        await here.SubmitAsync("s", Set("here", 0));
        Assert.Equal((2, 2), ((await here.StatusAsync("s")).Revision, (await here.StatusAsync("s")).Sources));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_holds_over_restarts_whether_history_is_trimmed_or_not(bool trimmed)
    {
        await using (RunningHub before = await StartAsync(trimmed ? 1 : 1000))
        {
            await using RawClient away = await before.ConnectAsync();
            await away.OpenAsync("s", "away");
            for (int i = 0; i < 5; i++) await away.SubmitAsync("s", Set("away", i));
            StatusResult status;
            do status = await away.StatusAsync("s");
            while (trimmed && status.TailStart == 1);
        }

        _time.Advance(Long);
        long forgottenAt;
        await using (RunningHub hub = await StartAsync(trimmed ? 1 : 1000))
        {
            await using RawClient here = await hub.ConnectAsync();
            await here.OpenAsync("s", "here");
            await here.SubmitAsync("s", Set("here", 0));
            Assert.Equal(2, (await here.StatusAsync("s")).Sources);
            _time.Advance(TimeSpan.FromHours(1));
            forgottenAt = (await ForgottenAsync(here, 1)).LastRevision;
        }

        await using RunningHub after = await StartAsync(trimmed ? 1 : 1000);
        await using RawClient back = await after.ConnectAsync();
        OpenResult again = await back.OpenAsync("s", "away");
        Assert.Equal((0, forgottenAt), (again.ExpectedSeq, again.ForgottenAt));
    }

    [Fact]
    public async Task What_is_acknowledged_of_a_name_that_came_back_is_not_what_was_forgotten()
    {
        var log = new HeldLog(_time);
        await using RunningHub hub = await StartAsync(log: log);
        await using RawClient here = await hub.ConnectAsync();
        await here.OpenAsync("s", "here");
        await using (RawClient away = await hub.ConnectAsync())
        {
            await away.OpenAsync("s", "away");
            await away.SubmitAsync("s", Set("away", 0), Set("away", 1));
            await away.CallAsync<CloseResult>(HubMethods.Close, new CloseRequest { Store = "s" });
        }

        log.Sync(2);
        _time.Advance(Long);
        await ForgottenAsync(here);
        await using RawClient back = await hub.ConnectAsync();
        OpenResult again = await back.OpenAsync("s", "away");
        Assert.Equal((2L, 0L, -1L), ((await here.StatusAsync("s")).DurableRevision, again.ExpectedSeq, again.AcknowledgedSeq));
        Assert.True(again.ForgottenAt > 2);
        await back.SubmitAsync("s", Set("away", 0));
        log.Sync(100);
        Assert.Equal(0, (await back.NextAsync<AckMessage>()).Seq);
    }

    private static Transaction Set(string source, long seq) => Make.Set(source, seq, "k", seq);

    private static async Task<HistoryRecord> ForgottenAsync(RawClient client, long seq = 1)
    {
        await client.SubmitAsync("s", Set("here", seq));
        while (true)
        {
            if ((await client.NextAsync<RecordsMessage>()).Records.FirstOrDefault(record => record.Kind == RecordKind.Forget) is { } forgotten) return forgotten;
        }
    }

    private Task<RunningHub> StartAsync(int maxTail = 1000, IOperationLog? log = null) => RunningHub.StartAsync(
        options => options.MaxTailOperations = maxTail, log ?? _log, _snapshots, services: services => services.AddSingleton<TimeProvider>(_time));
}
