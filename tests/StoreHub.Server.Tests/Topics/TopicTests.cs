using StoreHub.Protocol.Messages;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Topics;

public sealed class TopicTests : IAsyncLifetime
{
    private RunningHub _hub = null!;
    private RawClient _alice = null!;
    private RawClient _bob = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await RunningHub.StartAsync();
        _alice = await _hub.ConnectAsync();
        _bob = await _hub.ConnectAsync(json: true);
        await _alice.OpenAsync("s", "alice");
        await _bob.OpenAsync("s", "bob");
    }

    public async ValueTask DisposeAsync()
    {
        await _alice.DisposeAsync();
        await _bob.DisposeAsync();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Subscribers_on_both_wires_get_what_is_published_in_order_and_nobody_else_does()
    {
        await using RawClient reader = await _hub.ConnectAsync();
        await using RawClient elsewhere = await _hub.ConnectAsync();
        await reader.OpenReaderAsync("s");
        await elsewhere.OpenReaderAsync("other");
        foreach (RawClient subscriber in new[] { _alice, _bob, reader }) Assert.False((await subscriber.SubscribeAsync("s", "t")).Retained);
        await elsewhere.SubscribeAsync("other", "t");
        await _bob.SubscribeAsync("s", "other");
        var times = new List<double>();
        for (int i = 0; i < 100; i++) times.Add((await _alice.PublishAsync("s", "t", i)).Time);
        Assert.Equal(times.Order(), times);
        Assert.Equal(times.Count, times.Distinct().Count());
        foreach (RawClient subscriber in new[] { _bob, reader })
        {
            for (int i = 0; i < 100; i++)
            {
                EventMessage message = await subscriber.NextAsync<EventMessage>();
                Assert.Equal(("s", "t", i, times[i], "alice"), (message.Store, message.Topic, (int)message.Value.Value.AsNumber(), message.Time, message.Source));
                Assert.Equal((false, false, 0), (message.Retain, message.Retained, message.Missed));
            }
        }

        // the publisher gets what it asks for, and so everything else would have come by now
        await _alice.PublishAsync("s", "t", "echo", echo: true);
        Assert.Equal("echo", (await _alice.NextAsync<EventMessage>()).Value.Value);
        Assert.Equal("echo", (await _bob.NextAsync<EventMessage>()).Value.Value);
        Assert.False(elsewhere.Messages.TryRead(out object? stray) && stray is EventMessage);
    }

    [Fact]
    public async Task Every_value_goes_from_either_wire_to_either()
    {
        StoreValue[] values =
        [
            StoreValue.Null, StoreValue.Undefined, true, -0.0, double.NaN, 1e300, "grün 🐦", new byte[] { 0, 255 }, DateTimeOffset.UnixEpoch.AddMilliseconds(-1),
            MapValue.Create([KeyValuePair.Create<StoreValue, StoreValue>(1, StoreValue.Undefined), KeyValuePair.Create<StoreValue, StoreValue>("1", "text")]),
            SetValue.Create(["x", 7]), ArrayValue.Create([ObjectValue.Create([KeyValuePair.Create<string, StoreValue>("$7", -0.0), KeyValuePair.Create<string, StoreValue>("7", StoreValue.Null)])]),
        ];
        foreach ((RawClient from, RawClient to) in new[] { (_alice, _bob), (_bob, _alice) })
        {
            await to.SubscribeAsync("s", "v");
            foreach (StoreValue value in values)
            {
                Assert.Null((await from.PublishAsync("s", "v", value)).Error);
                Assert.Equal(value, (await to.NextAsync<EventMessage>()).Value.Value);
            }

            // what is large goes by another way through the frame writer
            StoreValue large = new string('x', 200_000);
            await from.PublishAsync("s", "v", large);
            Assert.Equal(large, (await to.NextAsync<EventMessage>()).Value.Value);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_retained_comes_first_until_another_takes_its_place_or_it_is_cleared(bool json)
    {
        await using RawClient late = await _hub.ConnectAsync(json);
        await late.OpenReaderAsync("s");
        await _alice.PublishAsync("s", "t", "one", retain: true);
        await _alice.PublishAsync("s", "t", "not kept");
        double kept = (await _alice.PublishAsync("s", "t", "two", retain: true)).Time;
        Assert.True((await late.SubscribeAsync("s", "t")).Retained);
        // again has no effect
        Assert.True((await late.SubscribeAsync("s", "t")).Retained);
        await _alice.PublishAsync("s", "t", "three");
        EventMessage first = await late.NextAsync<EventMessage>();
        Assert.Equal(("two", kept, true, true), ((string)first.Value.Value.AsString(), first.Time, first.Retain, first.Retained));
        EventMessage second = await late.NextAsync<EventMessage>();
        Assert.Equal(("three", false), (second.Value.Value.AsString(), second.Retained));

        await _alice.PublishAsync("s", "t", StoreValue.Undefined, retain: true);
        EventMessage cleared = await late.NextAsync<EventMessage>();
        Assert.Equal((StoreValue.Undefined, true, false), (cleared.Value.Value, cleared.Retain, cleared.Retained));
        await late.UnsubscribeAsync("s", "t");
        Assert.False((await late.SubscribeAsync("s", "t")).Retained);
        await _alice.PublishAsync("s", "t", "four");
        Assert.Equal("four", (await late.NextAsync<EventMessage>()).Value.Value);
    }

    [Fact]
    public async Task Who_subscribes_meanwhile_gets_what_is_retained_and_then_every_later_event_once()
    {
        const int Events = 300;
        RawClient[] late = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => _hub.ConnectAsync(json: i % 2 == 0)));
        foreach (RawClient client in late) await client.OpenReaderAsync("s");
        Task publishing = Task.Run(async () =>
        {
            for (int i = 0; i < Events; i++) await _alice.PublishAsync("s", "t", i, retain: true);
        });
        await Task.WhenAll(late.Select(async client =>
        {
            await client.SubscribeAsync("s", "t");
            int last = -1;
            while (last < Events - 1)
            {
                EventMessage message = await client.NextAsync<EventMessage>();
                int number = (int)message.Value.Value.AsNumber();
                if (message.Retained) Assert.Equal(-1, last);
                else Assert.Equal(last < 0 ? number : last + 1, number);
                last = number;
            }
        }));
        await publishing;
        foreach (RawClient client in late) await client.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_of_a_topic_follows_the_end_of_its_subscription_of_its_store_or_a_new_opening()
    {
        await _bob.SubscribeAsync("s", "t");
        await _bob.SubscribeAsync("s", "u");
        await _bob.UnsubscribeAsync("s", "t");
        Assert.Null((await _bob.UnsubscribeAsync("s", "t")).Error);
        await _alice.PublishAsync("s", "t", "no");
        await _alice.PublishAsync("s", "u", "yes");
        Assert.Equal("yes", (await _bob.NextAsync<EventMessage>()).Value.Value);

        await _bob.OpenAsync("s", "bob");
        await _alice.PublishAsync("s", "u", "no");
        await _bob.SubscribeAsync("s", "v");
        await _alice.PublishAsync("s", "v", "yes");
        Assert.Equal("yes", (await _bob.NextAsync<EventMessage>()).Value.Value);

        await _bob.CallAsync<CloseResult>(HubMethods.Close, new CloseRequest { Store = "s" });
        Assert.Equal(StoreErrorCode.NotOpen, (await _bob.SubscribeAsync("s", "v")).Error?.Code);
        Assert.Equal(StoreErrorCode.NotOpen, (await _bob.UnsubscribeAsync("s", "v")).Error?.Code);
        Assert.Equal(StoreErrorCode.NotOpen, (await _bob.PublishAsync("s", "v", 1)).Error?.Code);
        await _alice.PublishAsync("s", "v", "no");
        // whatever came for the store came before this answer
        await _bob.OpenAsync("s2", "bob");
        Assert.False(_bob.Messages.TryRead(out object? stray) && stray is EventMessage);
    }
}
