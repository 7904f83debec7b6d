using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.Operations;
using StoreHub.Protocol.HubProtocol;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.FanOut;

[Collection(nameof(Alone))]
public sealed class SlowReaderTests
{
    [Fact]
    public async Task A_stalled_reader_costs_bounded_memory_slows_nobody_and_catches_up()
    {
        const int Writes = 600;
        const int Size = 100_000;
        await using RunningHub hub = await RunningHub.StartAsync(options => options.MaxTailBytes = 2 << 20);
        await using RawClient writer = await hub.ConnectAsync();
        await using RawClient stalled = await hub.ConnectAsync();
        await using RawClient quick = await hub.ConnectAsync();
        await writer.OpenAsync("s", "a");
        await stalled.OpenReaderAsync("s");
        await quick.OpenReaderAsync("s");
        stalled.Stall();
        // Whoever reads keeps nothing of it, so that what grows is the hub.
        Task<long> quickly = ReachAsync(quick, Writes);
        Task<long> own = ReachAsync(writer, Writes);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        string text = new('x', Size);
        for (int i = 0; i < Writes; i++) Assert.Null((await writer.SubmitAsync("s", Make.Set("a", i, "k", text))).Error);
        await quickly.WaitAsync(TimeSpan.FromSeconds(20));
        await own.WaitAsync(TimeSpan.FromSeconds(20));

        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 20_000_000, $"The hub holds {grown:N0} bytes more, of {(long)Writes * Size:N0} written.");
        Assert.False(stalled.Closed.IsCompleted);
        stalled.Resume();
        Assert.Equal(Writes, await ReachAsync(stalled, Writes));
    }

    [Fact]
    public async Task A_writer_who_is_sent_less_than_it_writes_waits_and_is_not_driven_behind_the_tail()
    {
        const int Submissions = 60, Each = 10;
        await using RunningHub hub = await RunningHub.StartAsync(options =>
        {
            options.MaxTailBytes = 4 << 20;
            options.MaxFanOutBytes = 64 << 10;
        });
        await using RawClient writer = await hub.ConnectAsync();
        await writer.OpenAsync("s", "a");
        var protocol = new MessagePackHubProtocol();
        string text = new('x', 40_000);
        for (int i = 0; i < Submissions; i++)
        {
            Transaction[] transactions = [.. Enumerable.Range(0, Each).Select(k => Make.Set("a", (i * Each) + k, "k", text))];
            // without waiting for the answer: the hub alone decides when it takes the next
            await writer.SendRawAsync(protocol.GetMessageBytes(new InvocationMessage("w" + i, HubMethods.Submit, [new SubmitRequest { Store = "s", Transactions = transactions }])));
        }

        long last = 0;
        while (last < Submissions * Each)
        {
            object message = await writer.NextAsync<object>();
            Assert.IsNotType<SnapshotChunk>(message);
            if (message is RecordsMessage records) last = records.Last;
        }
    }

    [Fact]
    public async Task A_reader_of_many_stores_gets_each_ones_records_in_order()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient writer = await hub.ConnectAsync();
        await using RawClient reader = await hub.ConnectAsync(json: true);
        string[] stores = ["one", "two", "three"];
        foreach (string store in stores)
        {
            await writer.OpenAsync(store, "a");
            await reader.OpenReaderAsync(store);
        }

        for (int i = 0; i < 50; i++)
        {
            foreach (string store in stores) await writer.SubmitAsync(store, Make.Set("a", i, "k", i));
        }

        var last = stores.ToDictionary(store => store, _ => 0L);
        while (last.Values.Any(revision => revision < 50))
        {
            RecordsMessage records = await reader.NextAsync<RecordsMessage>();
            Assert.Equal(last[records.Store] + 1, records.First);
            last[records.Store] = records.Last;
        }
    }

    private static async Task<long> ReachAsync(RawClient client, long revision)
    {
        long last = 0;
        while (last < revision)
        {
            switch (await client.NextAsync<object>())
            {
                case RecordsMessage records:
                    Assert.Equal(last + 1, records.First);
                    last = records.Last;
                    break;
                case SnapshotChunk chunk when chunk.Index == chunk.Count - 1:
                    Assert.True(chunk.Revision >= last);
                    last = chunk.Revision;
                    break;
            }
        }

        return last;
    }
}
