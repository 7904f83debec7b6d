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
    public async Task However_many_topics_a_stalled_subscriber_has_it_costs_bounded_memory_and_quiet_ones_miss_nothing()
    {
        const int Topics = 100;
        const int Events = 40;
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient publisher = await hub.ConnectAsync();
        await using RawClient stalled = await hub.ConnectAsync();
        await publisher.OpenAsync("s", "a");
        await stalled.OpenReaderAsync("s");
        string[] topics = [.. Enumerable.Range(0, Topics).Select(static i => $"t{i}"), "quiet"];
        foreach (string topic in topics) await stalled.SubscribeAsync("s", topic);
        stalled.Stall();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        string text = new('x', 20_000);
        for (int i = 0; i < Events; i++)
        {
            // what everything after it pushes out, and comes in the end all the same
            foreach (string topic in topics.SkipLast(1)) await publisher.PublishAsync("s", topic, ArrayValue.Create([i, text]), retain: i == Events / 2);
            await publisher.PublishAsync("s", "quiet", ArrayValue.Create([i]));
        }

        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        // the values retained are 2 MB
        Assert.True(grown < 20_000_000, $"The hub holds {grown:N0} bytes more, of {(long)Topics * Events * text.Length:N0} published.");

        stalled.Resume();
        var accounted = topics.ToDictionary(static topic => topic, static _ => 0L);
        var states = new HashSet<string>();
        while (states.Count < Topics) Take(await stalled.NextAsync<EventMessage>());
        foreach (string topic in topics) await publisher.PublishAsync("s", topic, ArrayValue.Create([Events]));
        while (accounted.Values.Any(static count => count <= Events)) Take(await stalled.NextAsync<EventMessage>());
        Assert.All(accounted.Values, static count => Assert.Equal(Events + 1, count));
        Assert.Empty(hub.Logs.Errors);

        void Take(EventMessage message)
        {
            if (message.Topic == "quiet") Assert.Equal(0, message.Missed);
            if (message.Retained || message.Retain) states.Add(message.Topic);
            // what is retained was counted as missed
            accounted[message.Topic] += message.Missed + (message.Retained ? 0 : 1);
            if (!message.Retained) Assert.Equal(accounted[message.Topic] - 1, Number(message));
        }
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
