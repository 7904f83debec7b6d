using System.Threading.Channels;
using StoreHub.Client.Tests.Testing;
using StoreHub.LoadTests.Connections;

namespace StoreHub.Client.Tests.Topics;

public sealed class TopicTests
{
    [Theory]
    [InlineData(WireProtocol.MessagePack)]
    [InlineData(WireProtocol.Json)]
    public async Task What_one_publishes_comes_to_everybody_else_in_order_and_is_no_part_of_the_store(WireProtocol protocol)
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient alice = Clients.Connect(hub.Url, protocol), bob = Clients.Connect(hub.Url, protocol), reader = Clients.Connect(hub.Url, protocol, StoreRole.Reader);
        HubStore hers = await alice.OpenAsync("s"), his = await bob.OpenAsync("s"), read = await reader.OpenAsync("s");
        using Heard own = await Heard.OfAsync(hers.Topic("t")), other = await Heard.OfAsync(his.Topic("t")), third = await Heard.OfAsync(read.Topic("t"));
        StoreValue[] values = [1, StoreValue.Null, StoreValue.Undefined, "grün 🐦", -0.0, StoreValue.From(new { x = 1, tags = new[] { "a" } }), SetValue.Create(["x", 7])];
        foreach (StoreValue value in values) await hers.Topic("t").PublishAsync(value);
        await hers.Topic("t").PublishAsync("end", echo: true);
        Assert.Equal("end", (await own.NextAsync()).Value);
        foreach (Heard heard in new[] { other, third })
        {
            DateTimeOffset last = DateTimeOffset.MinValue;
            foreach (StoreValue value in values)
            {
                TopicEvent next = await heard.NextAsync();
                Assert.Equal((value, hers.Source, false, 0), (next.Value, next.Source, next.IsRetained, next.Missed));
                Assert.True(next.Time >= last);
                last = next.Time;
            }

            Assert.Equal("end", (await heard.NextAsync()).Value);
        }

        Assert.Equal(0, (await hers.GetHubStatusAsync()).Revision);
        Assert.Equal((0, 0), (hers.PendingCount, his.PendingCount));
        Assert.Equal(StoreErrorCode.ReaderCannotWrite, (await Assert.ThrowsAsync<StoreException>(() => read.Topic("t").PublishAsync(1))).Code);
    }

    [Fact]
    public async Task Whoever_comes_later_gets_what_is_retained_also_an_own_one_until_it_is_cleared()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient alice = Clients.Connect(hub.Url), bob = Clients.Connect(hub.Url);
        Topic hers = (await alice.OpenAsync("s")).Topic("t"), his = (await bob.OpenAsync("s")).Topic("t");
        await hers.PublishAsync("one", retain: true);
        await hers.PublishAsync("not kept");
        using Heard first = await Heard.OfAsync(his);
        TopicEvent retained = await first.NextAsync();
        Assert.Equal(("one", true), (retained.Value.AsString(), retained.IsRetained));
        using Heard second = await Heard.OfAsync(his);
        Assert.Equal("one", (await second.NextAsync()).Value);
        await his.PublishAsync("two", retain: true);
        using Heard third = await Heard.OfAsync(his);
        Assert.Equal("two", (await third.NextAsync()).Value);
        await hers.PublishAsync(StoreValue.Undefined, retain: true);
        foreach (Heard heard in new[] { first, second, third }) Assert.Equal(StoreValue.Undefined, (await heard.NextAsync()).Value);
        using Heard fourth = await Heard.OfAsync(his);
        await hers.PublishAsync("three");
        foreach (Heard heard in new[] { first, second, third, fourth }) Assert.Equal("three", (await heard.NextAsync()).Value);
    }

    [Fact]
    public async Task Who_comes_while_the_last_one_leaves_is_subscribed_and_hears_nothing_that_was_cleared_meanwhile()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient alice = Clients.Connect(hub.Url), bob = Clients.Connect(hub.Url);
        Topic hers = (await alice.OpenAsync("s")).Topic("t"), his = (await bob.OpenAsync("s")).Topic("t");
        for (int i = 0; i < 20; i++)
        {
            await hers.PublishAsync("old", retain: true);
            Heard first = await Heard.OfAsync(his);
            Assert.Equal("old", (await first.NextAsync()).Value);
            first.Dispose();
            if (i % 2 == 0) await hers.PublishAsync(StoreValue.Undefined, retain: true);
            using Heard second = await Heard.OfAsync(his);
            using Heard third = await Heard.OfAsync(his);
            await hers.PublishAsync(i);
            foreach (Heard heard in new[] { second, third })
            {
                StoreValue value = (await heard.NextAsync()).Value;
                while (value == "old" || value.IsUndefined) value = (await heard.NextAsync()).Value;
                Assert.Equal(i, value);
            }
        }
    }

    [Fact]
    public async Task After_a_cut_it_is_subscribed_again_and_what_is_retained_comes_only_if_it_is_new()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using var proxy = new CuttableProxy(hub.Url);
        await using StoreHubClient alice = Clients.Connect(hub.Url), bob = Clients.Connect(proxy.Url);
        HubStore his = await bob.OpenAsync("s");
        Topic hers = (await alice.OpenAsync("s")).Topic("t"), cut = his.Topic("t");
        await hers.PublishAsync("old", retain: true);
        using Heard heard = await Heard.OfAsync(cut);
        Assert.Equal("old", (await heard.NextAsync()).Value);

        await ReconnectAsync(() => Task.CompletedTask);
        await hers.PublishAsync("between");
        Assert.Equal("between", (await heard.NextAsync()).Value);
        await ReconnectAsync(async () =>
        {
            await hers.PublishAsync("missed");
            await hers.PublishAsync("new", retain: true);
        });
        TopicEvent renewed = await heard.NextAsync();
        Assert.Equal(("new", true), (renewed.Value.AsString(), renewed.IsRetained));
        await ReconnectAsync(() => hers.PublishAsync(StoreValue.Undefined, retain: true));
        using Heard late = await Heard.OfAsync(cut);
        await hers.PublishAsync("after");
        TopicEvent cleared = await heard.NextAsync();
        Assert.Equal(renewed with { Value = StoreValue.Undefined }, cleared);
        Assert.Equal("after", (await heard.NextAsync()).Value);
        Assert.Equal("after", (await late.NextAsync()).Value);

        async Task ReconnectAsync(Func<Task> meanwhile)
        {
            proxy.Refusing = true;
            proxy.Cut();
            await his.WhenAsync(ClientState.Offline);
            Assert.Equal(StoreErrorCode.ConnectionLost, (await Assert.ThrowsAsync<StoreException>(() => cut.PublishAsync("lost", retain: true))).Code);
            await meanwhile();
            proxy.Refusing = false;
            await his.WhenAsync(ClientState.Live);
            await cut.WhenSubscribedAsync().WaitAsync(Clients.Patience);
        }
    }

    [Fact]
    public async Task A_slow_callback_misses_the_oldest_is_told_how_many_and_gets_what_is_retained_in_the_end()
    {
        const int Events = 2000;
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient alice = Clients.Connect(hub.Url), bob = Clients.Connect(hub.Url);
        HubStore hers = await alice.OpenAsync("s"), his = await bob.OpenAsync("s");
        using var goOn = new ManualResetEventSlim();
        var heard = new List<TopicEvent>();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable slow = his.Topic("t").Subscribe(next =>
        {
            goOn.Wait();
            heard.Add(next);
            if (next.IsRetained) done.TrySetResult();
        });
        using Heard quick = await Heard.OfAsync(his.Topic("t"));
        for (int i = 0; i < Events; i++)
        {
            await hers.Topic("t").PublishAsync(i, retain: i == 5);
            await quick.NextAsync();
        }

        goOn.Set();
        await done.Task.WaitAsync(Clients.Patience);
        Assert.Equal((5, true), ((int)heard[^1].Value.AsNumber(), heard[^1].IsRetained));
        // one was on its way, 256 waited
        Assert.Equal(258, heard.Count);
        Assert.Equal(Events - 257, heard.Sum(static next => next.Missed));
        Assert.Equal(Enumerable.Range(Events - 256, 256), heard.Skip(1).SkipLast(1).Select(static next => (int)next.Value.AsNumber()));
    }

    [Fact]
    public async Task Callbacks_come_on_the_subscribers_context_and_what_they_throw_is_reported()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient alice = Clients.Connect(hub.Url), bob = Clients.Connect(hub.Url);
        HubStore hers = await alice.OpenAsync("s"), his = await bob.OpenAsync("s");
        var failures = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        his.SubscriberFailed += (_, failure) => failures.TrySetResult(failure.Exception);
        var context = new PostedTurns();
        SynchronizationContext? told = null;
        context.Within(() => his.Topic("t").Subscribe(_ =>
        {
            told = SynchronizationContext.Current;
            throw new InvalidOperationException("on purpose");
        }));
        using Heard heard = await Heard.OfAsync(his.Topic("t"));
        await hers.Topic("t").PublishAsync(1);
        Assert.Equal(1, (await heard.NextAsync()).Value);
        SendOrPostCallback turn = await context.Posted.Task.WaitAsync(Clients.Patience);
        Assert.Null(told);
        context.Within(() => turn(context.State));
        Assert.Same(context, told);
        Assert.Equal("on purpose", (await failures.Task.WaitAsync(Clients.Patience)).Message);
    }

    [Fact]
    public async Task What_a_context_refuses_counts_as_missed_and_what_is_retained_comes_all_the_same()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient alice = Clients.Connect(hub.Url), bob = Clients.Connect(hub.Url);
        HubStore hers = await alice.OpenAsync("s"), his = await bob.OpenAsync("s");
        var refused = Channel.CreateUnbounded<Exception>();
        his.SubscriberFailed += (_, failure) => refused.Writer.TryWrite(failure.Exception);
        var context = new PostedTurns { Refusal = new InvalidOperationException("not now") };
        var heard = new List<TopicEvent>();
        context.Within(() => his.Topic("t").Subscribe(heard.Add));
        await his.Topic("t").WhenSubscribedAsync().WaitAsync(Clients.Patience);
        await hers.Topic("t").PublishAsync("state", retain: true);
        Assert.Same(context.Refusal, await refused.Reader.ReadAsync().AsTask().WaitAsync(Clients.Patience));
        await hers.Topic("t").PublishAsync("lost");
        await refused.Reader.ReadAsync().AsTask().WaitAsync(Clients.Patience);
        context.Refusal = null;
        await hers.Topic("t").PublishAsync("next");
        SendOrPostCallback turn = await context.Posted.Task.WaitAsync(Clients.Patience);
        turn(context.State);
        Assert.Equal([("next", false, 2L), ("state", true, 0L)], heard.Select(static next => (next.Value.AsString(), next.IsRetained, next.Missed)));
    }

    [Fact]
    public async Task Leaving_ends_it_at_the_hub_and_the_hubs_refusal_is_reported()
    {
        await using TestHub hub = await TestHub.StartAsync(options => options.MaxSubscribedTopics = 2);
        await using StoreHubClient client = Clients.Connect(hub.Url);
        HubStore store = await client.OpenAsync("s");
        // two at a time are all that this hub allows: each must have been left there
        for (int i = 0; i < 10; i++) (await Heard.OfAsync(store.Topic($"t{i}"))).Dispose();
        Topic topic = store.Topic("t");
        for (int i = 0; i < 10; i++) new Heard(topic).Dispose();
        using Heard first = await Heard.OfAsync(topic), second = await Heard.OfAsync(store.Topic("u"));
        var refused = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        store.SubscriberFailed += (_, failure) => refused.TrySetResult(failure.Exception);
        using var third = new Heard(store.Topic("v"));
        StoreException refusal = await Assert.ThrowsAsync<StoreException>(() => store.Topic("v").WhenSubscribedAsync().WaitAsync(Clients.Patience));
        Assert.Equal((StoreErrorCode.TooManyTopics, 2L), (refusal.Code, refusal.Limit));
        Assert.Same(refusal, await refused.Task.WaitAsync(Clients.Patience));
        await topic.PublishAsync("still", echo: true);
        Assert.Equal("still", (await first.NextAsync()).Value);
        Assert.Equal(0, second.Waiting);
    }

    [Fact]
    public async Task What_is_no_name_too_large_or_closed_is_refused()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient client = Clients.Connect(hub.Url);
        HubStore store = await client.OpenAsync("s");
        foreach (string name in new[] { "", new string('ä', 129), "\ud800" })
        {
            StoreException wrong = Assert.Throws<StoreException>(() => store.Topic(name));
            Assert.Equal((StoreErrorCode.InvalidTopic, 256L), (wrong.Code, wrong.Limit));
        }

        Topic topic = store.Topic(new string('ä', 128));
        StoreException large = await Assert.ThrowsAsync<StoreException>(() => topic.PublishAsync(new string('x', StoreLimits.Default.MaxOperationBytes)));
        Assert.Equal((StoreErrorCode.TooLarge, (long)StoreLimits.Default.MaxOperationBytes), (large.Code, large.Limit));
        await Assert.ThrowsAsync<InvalidOperationException>(() => topic.WhenSubscribedAsync());
        using Heard heard = await Heard.OfAsync(topic);
        await store.DisposeAsync();
        Assert.Equal(StoreErrorCode.ClosedByClient, (await Assert.ThrowsAsync<StoreException>(() => topic.PublishAsync(1))).Code);
        Assert.Equal(StoreErrorCode.ClosedByClient, Assert.Throws<StoreException>(() => topic.Subscribe(_ => { })).Code);
        Assert.Equal(StoreErrorCode.ClosedByClient, (await Assert.ThrowsAsync<StoreException>(() => topic.WhenSubscribedAsync())).Code);
    }

    private sealed class PostedTurns : SynchronizationContext
    {
        public TaskCompletionSource<SendOrPostCallback> Posted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public object? State { get; private set; }

        /// <summary>What posting throws.</summary>
        public Exception? Refusal { get; set; }

        public override void Post(SendOrPostCallback d, object? state)
        {
            if (Refusal is not null) throw Refusal;
            State = state;
            Posted.TrySetResult(d);
        }

        public void Within(Action action)
        {
            SynchronizationContext? before = Current;
            SetSynchronizationContext(this);
            try
            {
                action();
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }
    }
}
