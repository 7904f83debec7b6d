using StoreHub.Protocol.Messages;
using StoreHub.Replicas;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Hubs;

/// <summary>Several subscriptions of one store on one connection.</summary>
public sealed class ChannelTests
{
    private const string Token = "0123456789abcdef";

    public static TheoryData<bool> Wires => [true, false];

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Each_channel_has_its_own_source_records_and_acknowledgements(bool json)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient client = await hub.ConnectAsync(json);
        Assert.Null((await OpenAsync(client, null, "z")).Error);
        foreach ((string channel, string source) in new[] { ("one", "a"), ("two", "b") }) Assert.Null((await OpenAsync(client, channel, source)).Error);
        Assert.Equal(3, (await client.StatusAsync("s")).Subscribers);
        for (int seq = 0; seq < 40; seq++)
        {
            Assert.Null((await SubmitAsync(client, "one", Make.Set("a", seq, "k", seq))).Error);
            Assert.Null((await SubmitAsync(client, "two", Make.Set("b", seq, "k", seq))).Error);
        }

        Assert.Equal(StoreErrorCode.SourceForbidden, (await SubmitAsync(client, "two", Make.Set("a", 40, "k", 0))).Error!.Code);
        var reached = new Dictionary<string, long> { [""] = 0, ["one"] = 0, ["two"] = 0 };
        var acknowledged = new Dictionary<string, (string Source, long Seq)>();
        while (reached.Values.Any(revision => revision < 80) || acknowledged.Values.Count(last => last.Seq == 39) < 2)
        {
            switch (await client.NextAsync<object>())
            {
                case RecordsMessage records:
                    Assert.Equal(reached[records.Channel ?? ""] + 1, records.First);
                    reached[records.Channel ?? ""] = records.Last;
                    break;
                case AckMessage ack:
                    Assert.True(ack.Seq > acknowledged.GetValueOrDefault(ack.Channel!, ("", -1)).Item2);
                    acknowledged[ack.Channel!] = (ack.Source, ack.Seq);
                    break;
                default:
                    Assert.Fail("Nothing else is sent.");
                    break;
            }
        }

        Assert.Equal([("one", ("a", 39L)), ("two", ("b", 39L))], acknowledged.Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Empty(hub.Logs.Errors);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task A_channel_that_comes_late_gets_the_snapshot_under_its_name(bool json)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient client = await hub.ConnectAsync(json);
        await OpenAsync(client, "one", "a");
        await SubmitAsync(client, "one", Make.Sets("a", 0, 5));
        await client.NextAsync<AckMessage>();
        OpenResult late = await OpenAsync(client, "two", "b");
        Assert.False(late.Delta);
        SnapshotChunk chunk = await client.NextAsync<SnapshotChunk>();
        Assert.Equal(("two", 5L, 0, 1), (chunk.Channel, chunk.Revision, chunk.Index, chunk.Count));
        SettledState state = json ? SettledState.DecodeSnapshotJson(chunk.Data.ToArray()) : SettledState.DecodeSnapshot(chunk.Data.ToArray());
        Assert.Equal((await StatusAsync(client, "two")).StateHash, state.ComputeHash().ToString());
        await SubmitAsync(client, "two", Make.Set("b", 0, "k", 9));
        RecordsMessage records;
        do records = await client.NextAsync<RecordsMessage>();
        while (records.Channel != "two");
        Assert.Equal((6L, 6L), (records.First, records.Last));
    }

    [Fact]
    public async Task Closing_one_leaves_the_others()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient client = await hub.ConnectAsync();
        await OpenAsync(client, null, "z");
        await OpenAsync(client, "one", "a");
        await OpenAsync(client, "two", "b");
        Assert.Null((await client.CallAsync<CloseResult>(HubMethods.Close, new CloseRequest { Store = "s", Channel = "one" })).Error);
        Assert.Equal(StoreErrorCode.NotOpen, (await client.CallAsync<CloseResult>(HubMethods.Close, new CloseRequest { Store = "s", Channel = "one" })).Error!.Code);
        Assert.Equal(StoreErrorCode.NotOpen, (await SubmitAsync(client, "one", Make.Set("a", 0, "k", 1))).Error!.Code);
        Assert.Equal(StoreErrorCode.NotOpen, (await client.CallAsync<ReportResult>(HubMethods.Report, new ReportRequest { Store = "s", Channel = "one" })).Error!.Code);
        Assert.Null((await client.CallAsync<ReportResult>(HubMethods.Report, new ReportRequest { Store = "s", Channel = "two" })).Error);
        Assert.Equal(2, (await client.StatusAsync("s")).Subscribers);
        Assert.Null((await SubmitAsync(client, "two", Make.Set("b", 0, "k", 1))).Error);
        var told = new HashSet<string?>();
        while (told.Count < 2) told.Add((await client.NextAsync<RecordsMessage>()).Channel);
        Assert.Equal([null, "two"], told.Order());
    }

    [Fact]
    public async Task A_source_goes_from_one_channel_to_the_other_as_between_connections()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient client = await hub.ConnectAsync();
        await OpenAsync(client, "one", "a");
        await SubmitAsync(client, "one", Make.Set("a", 0, "k", 1));
        Assert.Equal(1, (await OpenAsync(client, "two", "a")).ExpectedSeq);
        ClosedMessage closed = await client.NextAsync<ClosedMessage>();
        Assert.Equal(("s", "one", StoreErrorCode.TakenOver, false), (closed.Store, closed.Channel, closed.Code, closed.Reconnect));
        Assert.Equal(StoreErrorCode.NotOpen, (await SubmitAsync(client, "one", Make.Set("a", 1, "k", 2))).Error!.Code);
        Assert.Null((await SubmitAsync(client, "two", Make.Set("a", 1, "k", 3))).Error);
        Assert.Equal(1, (await StatusAsync(client, "two")).Subscribers);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task A_topic_is_subscribed_by_a_channel_and_its_events_come_there(bool json)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient client = await hub.ConnectAsync(json);
        await OpenAsync(client, "one", "a");
        await OpenAsync(client, "two", "b");
        await OpenAsync(client, null, "c");
        foreach (string? channel in new[] { "two", null })
            Assert.False((await client.CallAsync<SubscribeResult>(HubMethods.Subscribe, new SubscribeRequest { Store = "s", Channel = channel, Topic = "t" })).Retained);
        PublishResult published = await client.CallAsync<PublishResult>(HubMethods.Publish, Event("one", "first"));
        var told = new HashSet<string?>();
        for (int i = 0; i < 2; i++)
        {
            EventMessage message = await client.NextAsync<EventMessage>();
            Assert.True(told.Add(message.Channel));
            Assert.Equal(("t", "first", "a", published.Time), (message.Topic, message.Value.Value.AsString(), message.Source, message.Time));
        }

        Assert.Equal([null, "two"], told.Order());
        Assert.True((await client.CallAsync<SubscribeResult>(HubMethods.Subscribe, new SubscribeRequest { Store = "s", Channel = "one", Topic = "t" })).Retained);
        EventMessage retained = await client.NextAsync<EventMessage>();
        Assert.Equal(("one", true, "first"), (retained.Channel, retained.Retained, retained.Value.Value.AsString()));
        await client.CallAsync<UnsubscribeResult>(HubMethods.Unsubscribe, new UnsubscribeRequest { Store = "s", Channel = "two", Topic = "t" });
        await client.CallAsync<PublishResult>(HubMethods.Publish, Event("two", "second"));
        told.Clear();
        for (int i = 0; i < 2; i++) told.Add((await client.NextAsync<EventMessage>()).Channel);
        Assert.Equal([null, "one"], told.Order());

        static PublishRequest Event(string channel, string value) =>
            new() { Store = "s", Channel = channel, Topic = "t", Value = new EncodedValue(value), Retain = true };
    }

    [Fact]
    public async Task Opening_a_channel_again_begins_that_one_anew()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient client = await hub.ConnectAsync();
        OpenResult first = await OpenAsync(client, "one", "a");
        await OpenAsync(client, "two", "b");
        Assert.True((await OpenAsync(client, "one", "a", new Cursor(first.Epoch, 0))).Delta);
        Assert.Equal(2, (await StatusAsync(client, "two")).Subscribers);
        Assert.Null((await SubmitAsync(client, "two", Make.Set("b", 0, "k", 1))).Error);
    }

    [Fact]
    public async Task Each_channel_counts_as_a_store()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.MaxStoresPerConnection = 2);
        await using RawClient client = await hub.ConnectAsync();
        await OpenAsync(client, null, "z");
        Assert.Null((await OpenAsync(client, "one", "a")).Error);
        OpenResult third = await OpenAsync(client, "two", "b");
        Assert.Equal((StoreErrorCode.TooManyStores, 2L), (third.Error!.Code, third.Error.Limit));
        Assert.Null((await OpenAsync(client, "one", "a")).Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("ü")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123x")]
    public async Task A_malformed_channel_is_named(string channel)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient client = await hub.ConnectAsync();
        await OpenAsync(client, null, "a");
        foreach (HubResult result in new HubResult[]
        {
            await OpenAsync(client, channel, "b"), await SubmitAsync(client, channel, Make.Set("a", 0, "k", 1)),
            await client.CallAsync<ReportResult>(HubMethods.Report, new ReportRequest { Store = "s", Channel = channel }),
            await StatusAsync(client, channel),
            await client.CallAsync<CloseResult>(HubMethods.Close, new CloseRequest { Store = "s", Channel = channel }),
        })
        {
            Assert.Equal((StoreErrorCode.MalformedMessage, "channel"), (result.Error?.Code, result.Error?.Path));
        }

        Assert.Null((await client.SubmitAsync("s", Make.Set("a", 0, "k", 1))).Error);
    }

    private static Task<OpenResult> OpenAsync(RawClient client, string? channel, string source, Cursor? cursor = null) =>
        client.OpenAsync(new OpenRequest { Protocol = 1, Store = "s", Channel = channel, Role = "remote", Source = source, Token = Token, Cursor = cursor });

    private static Task<SubmitResult> SubmitAsync(RawClient client, string? channel, params StoreHub.Operations.Transaction[] transactions) =>
        client.CallAsync<SubmitResult>(HubMethods.Submit, new SubmitRequest { Store = "s", Channel = channel, Transactions = transactions });

    private static Task<StatusResult> StatusAsync(RawClient client, string channel) =>
        client.CallAsync<StatusResult>(HubMethods.Status, new StatusRequest { Store = "s", Channel = channel, Hash = true });
}
