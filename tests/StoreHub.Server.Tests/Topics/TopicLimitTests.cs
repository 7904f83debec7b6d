using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Topics;

/// <summary>What is past a limit or of another form is answered with its number, and the connection lives on.</summary>
public sealed class TopicLimitTests : IAsyncLifetime
{
    private RunningHub _hub = null!;
    private RawClient _alice = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await RunningHub.StartAsync(options =>
        {
            options.MaxSubscribedTopics = 3;
            options.MaxRetainedTopics = 3;
            options.MaxRetainedBytes = 1000;
        });
        _alice = await _hub.ConnectAsync();
        await _alice.OpenAsync("s", "alice");
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Equal(0, (await _alice.StatusAsync("s")).Revision);
        await _alice.DisposeAsync();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task A_client_has_a_bounded_number_of_topics_and_leaving_one_makes_room()
    {
        for (int i = 0; i < 3; i++) Assert.Null((await _alice.SubscribeAsync("s", $"t{i}")).Error);
        ErrorInfo? error = (await _alice.SubscribeAsync("s", "t3")).Error;
        Assert.Equal((StoreErrorCode.TooManyTopics, 3L), (error!.Code, error.Limit));
        Assert.Null((await _alice.SubscribeAsync("s", "t2")).Error);
        await _alice.UnsubscribeAsync("s", "t0");
        Assert.Null((await _alice.SubscribeAsync("s", "t3")).Error);
    }

    [Fact]
    public async Task A_store_retains_for_a_bounded_number_of_topics_and_clearing_one_makes_room()
    {
        for (int i = 0; i < 3; i++) Assert.Null((await _alice.PublishAsync("s", $"t{i}", i, retain: true)).Error);
        ErrorInfo? error = (await _alice.PublishAsync("s", "t3", 3, retain: true)).Error;
        Assert.Equal((StoreErrorCode.TooManyTopics, 3L), (error!.Code, error.Limit));
        Assert.Null((await _alice.PublishAsync("s", "t3", 3)).Error);
        Assert.Null((await _alice.PublishAsync("s", "t3", StoreValue.Undefined, retain: true)).Error);
        Assert.Null((await _alice.PublishAsync("s", "t1", "again", retain: true)).Error);
        Assert.Null((await _alice.PublishAsync("s", "t0", StoreValue.Undefined, retain: true)).Error);
        Assert.Null((await _alice.PublishAsync("s", "t3", 3, retain: true)).Error);
    }

    [Fact]
    public async Task A_store_retains_a_bounded_number_of_bytes()
    {
        Assert.Null((await _alice.PublishAsync("s", "t0", new string('x', 900), retain: true)).Error);
        ErrorInfo? error = (await _alice.PublishAsync("s", "t1", new string('x', 200), retain: true)).Error;
        Assert.Equal((StoreErrorCode.TooManyTopics, 1000L), (error!.Code, error.Limit));
        Assert.Null((await _alice.PublishAsync("s", "t0", new string('x', 700), retain: true)).Error);
        Assert.Null((await _alice.PublishAsync("s", "t1", new string('x', 200), retain: true)).Error);
        Assert.Null((await _alice.PublishAsync("s", "t1", new string('x', 2000))).Error);
    }

    [Fact]
    public async Task A_value_has_the_limits_of_an_operation()
    {
        StoreLimits limits = StoreLimits.Default;
        ErrorInfo? large = (await _alice.PublishAsync("s", "t", new string('x', limits.MaxOperationBytes))).Error;
        Assert.Equal((StoreErrorCode.TooLarge, (long)limits.MaxOperationBytes, "t"), (large!.Code, large.Limit, large.Path));
        Assert.Null((await _alice.PublishAsync("s", "t", new string('x', limits.MaxOperationBytes - 5))).Error);
        StoreValue deep = 1;
        for (int i = 0; i < limits.MaxDepth; i++) deep = ArrayValue.Create([deep]);
        Assert.Null((await _alice.PublishAsync("s", "t", deep)).Error);
        ErrorInfo? deeper = (await _alice.PublishAsync("s", "t", ArrayValue.Create([deep]))).Error;
        Assert.Equal((StoreErrorCode.TooDeep, (long)limits.MaxDepth), (deeper!.Code, deeper.Limit));
        StoreValue longKey = ObjectValue.Create([KeyValuePair.Create<string, StoreValue>(new string('k', limits.MaxKeyBytes + 1), 1)]);
        Assert.Equal(StoreErrorCode.TooLarge, (await _alice.PublishAsync("s", "t", longKey)).Error?.Code);
    }

    [Fact]
    public async Task A_topic_is_text_of_1_to_256_bytes()
    {
        string longest = string.Concat(Enumerable.Repeat("ä", 128));
        Assert.Null((await _alice.SubscribeAsync("s", longest)).Error);
        foreach (string topic in new[] { "", longest + "x", new string('x', 257) })
        {
            ErrorInfo?[] errors = [(await _alice.SubscribeAsync("s", topic)).Error, (await _alice.PublishAsync("s", topic, 1)).Error, (await _alice.UnsubscribeAsync("s", topic)).Error];
            Assert.All(errors, static error => Assert.Equal((StoreErrorCode.InvalidTopic, 256L, "topic"), (error!.Code, error.Limit, error.Path)));
        }
    }

    [Fact]
    public async Task A_reader_subscribes_and_does_not_publish()
    {
        await using RawClient reader = await _hub.ConnectAsync();
        await reader.OpenReaderAsync("s");
        Assert.Null((await reader.SubscribeAsync("s", "t")).Error);
        Assert.Equal(StoreErrorCode.ReaderCannotWrite, (await reader.PublishAsync("s", "t", 1)).Error?.Code);
    }

    [Fact]
    public async Task Messages_of_another_form_fail_the_call_only()
    {
        await using RawClient client = await _hub.ConnectAsync(json: true);
        await client.OpenAsync("s", "json");
        await client.SubscribeAsync("s", "t");
        (object Message, StoreErrorCode Code)[] cases =
        [
            (new { store = "s", topic = 7, value = 1 }, StoreErrorCode.MalformedMessage),
            (new { store = "s", topic = "t", value = 1, retain = "yes" }, StoreErrorCode.MalformedMessage),
            (new { store = "s", topic = "t", value = new Dictionary<string, int> { ["__proto__"] = 1 } }, StoreErrorCode.ForbiddenKey),
            (new { store = "s", topic = "t", value = new Dictionary<string, int> { ["$what"] = 1 } }, StoreErrorCode.UnsupportedType),
            (new { store = "s", value = 1 }, StoreErrorCode.InvalidTopic),
            (new { store = "no store!", topic = "t", value = 1 }, StoreErrorCode.InvalidStoreName),
        ];
        foreach ((object message, StoreErrorCode code) in cases)
            Assert.Equal(code, ((PublishResult)(await client.InvokeAsync<PublishResult>(HubMethods.Publish, message)).Result!).Error?.Code);
        CompletionMessage none = await client.InvokeAsync<PublishResult>(HubMethods.Publish);
        Assert.NotNull(none.Error);
        // a value that is missing is null
        Assert.Null(((PublishResult)(await client.InvokeAsync<PublishResult>(HubMethods.Publish, new { store = "s", topic = "t", echo = true })).Result!).Error);
        Assert.Equal(StoreValue.Null, (await client.NextAsync<EventMessage>()).Value.Value);
    }
}
