using StoreHub.Protocol.Messages;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Topics;

[Collection(nameof(Alone))]
public sealed class SlowSubscriberTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stalled_subscriber_costs_bounded_memory_slows_nobody_and_is_told_what_it_missed(bool json)
    {
        const int Events = 3000;
        const int Size = 20_000;
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient publisher = await hub.ConnectAsync();
        await using RawClient stalled = await hub.ConnectAsync(json);
        await using RawClient quick = await hub.ConnectAsync(json);
        await publisher.OpenAsync("s", "a");
        await stalled.OpenReaderAsync("s");
        await quick.OpenReaderAsync("s");
        await stalled.SubscribeAsync("s", "t");
        await quick.SubscribeAsync("s", "t");
        stalled.Stall();
        Task quickly = Task.Run(async () =>
        {
            for (int i = 0; i < Events; i++)
            {
                EventMessage message = await quick.NextAsync<EventMessage>();
                Assert.Equal((i, 0L), (Number(message), message.Missed));
            }
        });
        long before = GC.GetTotalMemory(forceFullCollection: true);

        // who reads keeps up with this
        string text = new('x', Size);
        for (int i = 0; i < Events; i++) Assert.Null((await publisher.PublishAsync("s", "t", ArrayValue.Create([i, text]), retain: i == 0)).Error);
        await quickly.WaitAsync(TimeSpan.FromSeconds(60));
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 20_000_000, $"The hub holds {grown:N0} bytes more, of {(long)Events * Size:N0} published.");

        stalled.Resume();
        long received = 0, missed = 0;
        int last = -1;
        while (last < Events - 1)
        {
            EventMessage message = await stalled.NextAsync<EventMessage>();
            missed += message.Missed;
            received++;
            Assert.Equal(received + missed - 1, Number(message));
            Assert.False(message.Retained);
            last = Number(message);
        }

        Assert.InRange(missed, 1, Events - 40);
        Assert.Equal(Events, received + missed);
        Assert.Empty(hub.Logs.Errors);
    }

    [Fact]
    public async Task What_is_retained_reaches_who_missed_it()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.MaxTopicQueueEvents = 5);
        await using RawClient publisher = await hub.ConnectAsync();
        await using RawClient stalled = await hub.ConnectAsync();
        await publisher.OpenAsync("s", "a");
        await stalled.OpenReaderAsync("s");
        await stalled.SubscribeAsync("s", "t");
        await stalled.SubscribeAsync("s", "cleared");
        await publisher.PublishAsync("s", "cleared", "old", retain: true);
        await stalled.NextAsync<EventMessage>();
        stalled.Stall();
        // fills what the connection takes
        string text = new('x', 100_000);
        for (int i = 0; i < 200; i++) await publisher.PublishAsync("s", "t", text);
        await publisher.PublishAsync("s", "t", "state", retain: true);
        await publisher.PublishAsync("s", "cleared", StoreValue.Undefined, retain: true);
        for (int i = 0; i < 10; i++)
        {
            await publisher.PublishAsync("s", "t", i);
            await publisher.PublishAsync("s", "cleared", i);
        }

        stalled.Resume();
        var came = new Dictionary<string, List<EventMessage>> { ["t"] = [], ["cleared"] = [] };
        while (!came.Values.All(static events => events.Exists(static message => message.Retained)))
        {
            EventMessage message = await stalled.NextAsync<EventMessage>();
            came[message.Topic].Add(message);
        }

        Assert.Equal("state", came["t"][^1].Value.Value);
        Assert.Equal(StoreValue.Undefined, came["cleared"][^1].Value.Value);
        Assert.All(came.Values, static events => Assert.Equal([5, 6, 7, 8, 9], events.TakeLast(6).SkipLast(1).Select(static message => (int)message.Value.Value.AsNumber())));
        Assert.Equal(6, came["cleared"][0].Missed);
        Assert.Equal(211, came["t"].Count - 1 + came["t"].Sum(static message => message.Missed));
    }

    private static int Number(EventMessage message) => (int)message.Value.Value.AsArray().Items[0].AsNumber();
}
