using StoreHub.Protocol.Messages;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Hubs;

public sealed class OwnershipTests
{
    [Fact]
    public async Task A_newer_connection_takes_the_source_over()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient older = await hub.ConnectAsync();
        await using RawClient newer = await hub.ConnectAsync();
        await older.OpenAsync("s", "a");
        await older.SubmitAsync("s", Make.Set("a", 0, "k", 1));
        OpenResult opened = await newer.OpenAsync("s", "a");
        Assert.Equal((1, 0), (opened.ExpectedSeq, opened.AcknowledgedSeq));
        ClosedMessage closed = await older.NextAsync<ClosedMessage>();
        Assert.Equal(("s", StoreErrorCode.TakenOver, false), (closed.Store, closed.Code, closed.Reconnect));
        Assert.Equal(StoreErrorCode.NotOpen, (await older.SubmitAsync("s", Make.Set("a", 1, "k", 2))).Error!.Code);
        Assert.Null((await newer.SubmitAsync("s", Make.Set("a", 1, "k", 3))).Error);
        Assert.Equal(1, (await newer.StatusAsync("s")).Subscribers);
    }

    [Fact]
    public async Task After_opening_again_nothing_of_the_subscription_before_follows()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient older = await hub.ConnectAsync();
        await using RawClient newer = await hub.ConnectAsync();
        await older.OpenAsync("s", "a");
        await newer.OpenAsync("s", "b");
        older.Stall();
        string text = new('x', 200_000);
        for (int i = 0; i < 150; i++) Assert.Null((await newer.SubmitAsync("s", Make.Set("b", i, "k", text))).Error);
        // The older connection takes nothing any more: what it is told now waits.
        Assert.Null((await newer.OpenAsync("s", "a")).Error);
        Task<OpenResult> opening = older.OpenAsync("s", "c");
        while ((await newer.StatusAsync("s")).Subscribers == 2) await Task.Yield();
        older.Resume();
        Assert.Null((await opening).Error);
        Assert.Null((await newer.SubmitAsync("s", Make.Set("a", 0, "end", 1))).Error);
        while (true)
        {
            object next = await older.NextAsync<object>();
            Assert.IsNotType<ClosedMessage>(next);
            if (next is RecordsMessage { Last: 151 } or SnapshotChunk { Revision: 151 }) break;
        }
    }

    [Fact]
    public async Task Another_token_opens_nothing()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient owner = await hub.ConnectAsync();
        await using RawClient thief = await hub.ConnectAsync();
        await owner.OpenAsync("s", "a");
        Assert.Equal(StoreErrorCode.SourceForbidden, (await thief.OpenAsync("s", "a", token: new string('x', 20))).Error!.Code);
        Assert.Null((await owner.SubmitAsync("s", Make.Set("a", 0, "k", 1))).Error);
        Assert.Null((await thief.OpenAsync("other", "a", token: new string('x', 20))).Error);
    }

    [Fact]
    public async Task Opening_again_on_the_same_connection_begins_anew()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient client = await hub.ConnectAsync();
        OpenResult first = await client.OpenAsync("s", "a");
        await client.SubmitAsync("s", Make.Set("a", 0, "k", 1));
        await client.NextAsync<AckMessage>();
        OpenResult again = await client.OpenAsync("s", "a", new Cursor(first.Epoch, 0));
        Assert.True(again.Delta);
        RecordsMessage records;
        do records = await client.NextAsync<RecordsMessage>();
        while (client.Messages.TryPeek(out object? next) && next is RecordsMessage);
        Assert.Equal(1, records.Last);
        Assert.Equal(1, (await client.StatusAsync("s")).Subscribers);
        Assert.Null((await client.SubmitAsync("s", Make.Set("a", 1, "k", 1))).Error);
    }
}
