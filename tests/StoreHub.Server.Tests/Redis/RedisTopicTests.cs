using StoreHub.Protocol.Messages;
using StoreHub.Server.Hosting;
using StoreHub.Server.Redis;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Redis;

/// <summary>Topics of two hubs at one Redis.</summary>
public sealed class RedisTopicTests : IAsyncDisposable
{
    private const string Topics = "storehub:{s}:topics";
    private readonly List<RawClient> _clients = [];
    private RedisServer _server = null!;
    private RunningHub _one = null!;
    private RunningHub _two = null!;

    public async ValueTask DisposeAsync()
    {
        foreach (RawClient client in _clients) await client.DisposeAsync();
        if (_one is not null) await _one.DisposeAsync();
        if (_two is not null) await _two.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    [Fact]
    public async Task All_hubs_have_all_events_in_one_order_with_later_and_later_times()
    {
        const int Events = 200;
        await StartAsync();
        RawClient alice = await OpenAsync(_one, "alice"), bob = await OpenAsync(_two, "bob");
        RawClient[] readers = [await OpenAsync(_one), await OpenAsync(_two, json: true)];
        foreach (RawClient reader in readers) await reader.SubscribeAsync("s", "t");
        var times = new double[2][];
        await Task.WhenAll(new[] { alice, bob }.Select((client, number) => Task.Run(async () =>
        {
            times[number] = new double[Events];
            for (int i = 0; i < Events; i++) times[number][i] = (await client.PublishAsync("s", "t", i, retain: i % 10 == 0)).Time;
        })));
        var heard = new List<EventMessage>[2];
        for (int i = 0; i < 2; i++)
        {
            heard[i] = [];
            while (heard[i].Count < 2 * Events) heard[i].Add(await readers[i].NextAsync<EventMessage>());
        }

        Assert.Equal(heard[0].Select(Text), heard[1].Select(Text));
        Assert.Equal(times.SelectMany(each => each).Order(), heard[0].Select(message => message.Time));
        Assert.Equal(2 * Events, heard[0].Select(message => message.Time).Distinct().Count());
        for (int i = 0; i < 2; i++) Assert.Equal(times[i], heard[0].Where(message => message.Source == (i == 0 ? "alice" : "bob")).Select(message => message.Time));
    }

    [Fact]
    public async Task An_own_event_comes_back_only_if_asked_for_and_goes_to_everybody_else_at_any_hub()
    {
        await StartAsync();
        RawClient alice = await OpenAsync(_one, "alice"), carol = await OpenAsync(_one, "carol"), bob = await OpenAsync(_two, "bob");
        foreach (RawClient client in new[] { alice, carol, bob }) await client.SubscribeAsync("s", "t");
        await alice.PublishAsync("s", "t", "not to me");
        await alice.PublishAsync("s", "t", "to me", echo: true);
        Assert.Equal("to me", (await alice.NextAsync<EventMessage>()).Value.Value);
        foreach (RawClient client in new[] { carol, bob }) Assert.Equal(["not to me", "to me"], [(await client.NextAsync<EventMessage>()).Value.Value, (await client.NextAsync<EventMessage>()).Value.Value]);
    }

    [Fact]
    public async Task What_is_retained_is_so_at_all_hubs_also_at_one_that_comes_later()
    {
        await StartAsync();
        RawClient alice = await OpenAsync(_one, "alice"), bob = await OpenAsync(_two, "bob");
        // one hub has the store's topics already, the other has not
        await bob.SubscribeAsync("s", "other");
        double time = (await alice.PublishAsync("s", "user", "alice", retain: true)).Time;
        await RequireRetainedAsync(bob, "user", "alice", time);
        await using RunningHub three = await StartHubAsync();
        await RequireRetainedAsync(await OpenAsync(three, "dave"), "user", "alice", time);
        await bob.PublishAsync("s", "user", StoreValue.Undefined, retain: true);
        await using RunningHub four = await StartHubAsync();
        Assert.False((await (await OpenAsync(four, "erin")).SubscribeAsync("s", "user")).Retained);
        RawClient carol = await OpenAsync(_one, "carol");
        await WhenAsync(async () =>
        {
            await carol.UnsubscribeAsync("s", "user");
            return !(await carol.SubscribeAsync("s", "user")).Retained;
        });
    }

    [Fact]
    public async Task What_is_retained_is_bounded_over_all_hubs()
    {
        await StartAsync(options => options.MaxRetainedTopics = 2);
        RawClient alice = await OpenAsync(_one, "alice"), bob = await OpenAsync(_two, "bob");
        Assert.Null((await alice.PublishAsync("s", "t", 1, retain: true)).Error);
        Assert.Null((await alice.PublishAsync("s", "u", 1, retain: true)).Error);
        Assert.Equal((StoreErrorCode.TooManyTopics, 2), ((await bob.PublishAsync("s", "v", 1, retain: true)).Error!.Code, (await bob.PublishAsync("s", "v", 1, retain: true)).Error!.Limit));
        Assert.Null((await bob.PublishAsync("s", "u", 2, retain: true)).Error);
    }

    [Fact]
    public async Task A_subscriber_that_missed_what_is_retained_gets_it_when_its_hub_hears_again()
    {
        await StartAsync();
        RawClient alice = await OpenAsync(_one, "alice"), bob = await OpenAsync(_two, "bob");
        foreach (string topic in new[] { "kept", "cleared" })
        {
            await bob.SubscribeAsync("s", topic);
            await alice.PublishAsync("s", topic, 0, retain: true);
            Assert.Equal(0, (await bob.NextAsync<EventMessage>()).Value.Value);
        }

        // what goes on while nobody hears: as the script does it, but untold
        var keys = new RedisKeys("storehub:", StoreName.Parse("s"));
        await using (var node = new RedisNode(_server.Connection))
        {
            foreach ((string topic, StoreValue value, string mode) in new[] { ("kept", (StoreValue)1, "keep"), ("cleared", StoreValue.Undefined, "clear") })
            {
                byte[] payload = TopicPayload.Write(new EventMessage { Store = "s", Topic = topic, Value = new EncodedValue(value), Time = 0, Source = "x", Retain = true }, "hub", 0);
                await node.Backplane.Appending.RunOnceAsync(RedisScript.Publish, [keys.Topics], ["nobody", mode, topic, payload, "60000"]);
            }
        }

        await _server.AskAsync("CLIENT", "KILL", "TYPE", "PUBSUB");
        EventMessage[] healed = [await bob.NextAsync<EventMessage>(), await bob.NextAsync<EventMessage>()];
        Assert.Equal(("kept", (StoreValue)1, true), (healed[0].Topic, healed[0].Value.Value, healed[0].Retained));
        Assert.Equal(("cleared", StoreValue.Undefined), (healed[1].Topic, healed[1].Value.Value));
        await WhenAsync(async () =>
        {
            await alice.PublishAsync("s", "other", "x", retain: true);
            return (await bob.SubscribeAsync("s", "other")).Retained;
        });
        // and nothing of it comes twice
        Assert.Equal("other", (await bob.NextAsync<EventMessage>()).Topic);
    }

    [Fact]
    public async Task While_Redis_is_away_nothing_is_published_and_who_tries_is_told()
    {
        await StartAsync(options => options.Redis.CallTimeout = TimeSpan.FromSeconds(1));
        RawClient alice = await OpenAsync(_one, "alice"), bob = await OpenAsync(_two, "bob");
        await bob.SubscribeAsync("s", "t");
        await alice.PublishAsync("s", "t", "kept", retain: true);
        await _server.KillAsync();
        Assert.Equal(StoreErrorCode.StorageUnavailable, (await alice.PublishAsync("s", "t", "no")).Error!.Code);
        await _server.StartAgainAsync();
        // a restart ends the epoch: clients open again, and the file had what is retained
        await alice.NextAsync<ClosedMessage>();
        RawClient late = await _two.ConnectAsync();
        _clients.Add(late);
        await WhenAsync(async () => (await late.OpenAsync("s", "late")).Error is null && (await late.SubscribeAsync("s", "t")).Retained);
        Assert.Equal("kept", (await late.NextAsync<EventMessage>()).Value.Value);
    }

    [Fact]
    public async Task Nothing_is_retained_of_a_store_that_is_deleted_and_not_for_ever_of_one_that_no_hub_has()
    {
        await StartAsync();
        RawClient alice = await OpenAsync(_one, "alice");
        await alice.SubmitAsync("s", Make.Set("alice", 0, "k", 1));
        await alice.PublishAsync("s", "t", 1, retain: true);
        await using (var node = new RedisNode(_server.Connection))
            Assert.InRange((await node.Backplane.Reading.SendAsync("PTTL", default, new KeyName(Topics))).Integer, 1, (long)RedisTopicRelay.KeptFor.TotalMilliseconds);
        using var http = new HttpClient();
        Assert.True((await http.DeleteAsync(new Uri($"{_two.Url}/admin/stores/s"))).IsSuccessStatusCode);
        Assert.Equal(":0", await _server.AskAsync("EXISTS", Topics));
        await alice.NextAsync<ClosedMessage>();
        RawClient bob = await OpenAsync(_one, "bob");
        Assert.False((await bob.SubscribeAsync("s", "t")).Retained);
    }

    private static string Text(EventMessage message) => $"{message.Time:R} {message.Source} {message.Value.Value.AsNumber()} {message.Retain}";

    private static async Task RequireRetainedAsync(RawClient client, string topic, StoreValue value, double time)
    {
        // its hub may hear of it a moment later
        await client.SubscribeAsync("s", topic);
        EventMessage message = await client.NextAsync<EventMessage>();
        Assert.Equal((topic, value, time), (message.Topic, message.Value.Value, message.Time));
    }

    private static async Task WhenAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition()) await Task.Delay(20, limit.Token);
    }

    private async Task StartAsync(Action<StoreHubOptions>? configure = null)
    {
        _server = await RedisServer.StartAsync();
        _one = await StartHubAsync(configure);
        _two = await StartHubAsync(configure);
    }

    private Task<RunningHub> StartHubAsync(Action<StoreHubOptions>? configure = null) => RunningHub.StartAsync(options =>
    {
        options.Redis.Connection = _server.Connection;
        options.Redis.PollInterval = TimeSpan.FromMilliseconds(500);
        configure?.Invoke(options);
    });

    private async Task<RawClient> OpenAsync(RunningHub hub, string? source = null, bool json = false)
    {
        RawClient client = await hub.ConnectAsync(json);
        _clients.Add(client);
        Assert.Null((source is null ? await client.OpenReaderAsync("s") : await client.OpenAsync("s", source)).Error);
        return client;
    }
}
