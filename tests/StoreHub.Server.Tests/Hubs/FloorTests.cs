using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Logs;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Hubs;

public sealed class FloorTests
{
    [Fact]
    public async Task The_floor_rises_when_every_live_source_has_passed_and_there_is_something_to_forget()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.FloorStep = 1);
        await using RawClient a = await hub.ConnectAsync();
        await using RawClient b = await hub.ConnectAsync();
        await a.OpenAsync("s", "a");
        await b.OpenAsync("s", "b");
        await a.SubmitAsync("s", Make.Set("a", 0, "list", ArrayValue.Create([1, 2, 3])), Make.Splice("a", 1, "list", 0, 1, []));
        await a.SubmitAsync("s", Make.Set("a", 2, "k", 1, baseRevision: 2));
        Assert.Equal(0, (await a.StatusAsync("s")).Floor);

        Assert.Null((await b.CallAsync<ReportResult>(HubMethods.Report, new ReportRequest { Store = "s", Base = 3 })).Error);
        HistoryRecord? floor = null;
        while (floor is null)
            floor = (await b.NextAsync<RecordsMessage>()).Records.FirstOrDefault(record => record.Kind == RecordKind.Floor);
        Assert.Equal((2, 4), (floor.Floor, floor.FirstRevision));
        Assert.Equal(2, (await a.StatusAsync("s")).Floor);
        await a.SubmitAsync("s", Make.Set("a", 3, "k", 2, baseRevision: 4));
        await b.CallAsync<ReportResult>(HubMethods.Report, new ReportRequest { Store = "s", Base = 5 });
        Assert.Equal((5, 2), ((await a.StatusAsync("s")).Revision, (await a.StatusAsync("s")).Floor));
    }

    [Fact]
    public async Task After_a_restart_the_floor_waits_for_sources_that_may_come_back_snapshot_or_not()
    {
        var log = new MemoryOperationLog(TimeProvider.System, TimeSpan.FromSeconds(1));
        await using (RunningHub before = await RunningHub.StartAsync(log: log))
        {
            await using RawClient b = await before.ConnectAsync();
            await b.OpenAsync("s", "b");
            await b.SubmitAsync("s", Make.Set("b", 0, "list", ArrayValue.Create([1, 2, 3])));
        }

        await using RunningHub hub = await RunningHub.StartAsync(options => options.FloorStep = 1, log);
        await using RawClient a = await hub.ConnectAsync();
        await a.OpenAsync("s", "a");
        await a.SubmitAsync("s", Make.Splice("a", 0, "list", 0, 1, []));
        StatusResult status;
        do status = await a.StatusAsync("s");
        while (status.DurableRevision < 2);
        await a.CallAsync<ReportResult>(HubMethods.Report, new ReportRequest { Store = "s", Base = 2 });
        await a.SubmitAsync("s", Make.Set("a", 1, "k", 1, baseRevision: 2));
        do status = await a.StatusAsync("s");
        while (status.DurableRevision < 3);
        Assert.Equal((3, 0), (status.Revision, status.Floor));
    }

    [Fact]
    public async Task A_base_beyond_what_is_durable_does_not_count_as_more()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.FloorStep = 1);
        await using RawClient a = await hub.ConnectAsync();
        await a.OpenAsync("s", "a");
        await a.SubmitAsync("s", Make.Set("a", 0, "list", ArrayValue.Create([1, 2, 3])), Make.Splice("a", 1, "list", 0, 1, [], baseRevision: 1_000_000));
        StatusResult status;
        do status = await a.StatusAsync("s");
        while (status.Revision < 2);
        Assert.InRange(status.Floor, 0, 2);
        Assert.Null((await a.SubmitAsync("s", Make.Set("a", 2, "k", 1))).Error);
    }
}
