using System.Text;
using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Hubs;

/// <summary>Bad requests are answered with their number, use up no seq, and the connection lives on.</summary>
public sealed class ErrorTests : IAsyncLifetime
{
    private RunningHub _hub = null!;
    private RawClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await RunningHub.StartAsync(options => options.MaxStoresPerConnection = 2);
        _client = await _hub.ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _hub.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Another_protocol_version_is_named_before_anything_else(int version)
    {
        OpenResult result = await _client.OpenAsync(new OpenRequest { Protocol = version, Store = "no store!", Role = "king" });
        Assert.Equal((StoreErrorCode.UnsupportedProtocol, 1L), (result.Error!.Code, result.Error.Limit));
    }

    [Theory]
    [InlineData("no store!", "remote", "a", StoreErrorCode.InvalidStoreName)]
    [InlineData("", "remote", "a", StoreErrorCode.InvalidStoreName)]
    [InlineData("s", "king", "a", StoreErrorCode.InvalidRole)]
    [InlineData("s", "", "a", StoreErrorCode.InvalidRole)]
    [InlineData("s", "remote", "no source", StoreErrorCode.InvalidSource)]
    [InlineData("s", "host", null, StoreErrorCode.InvalidSource)]
    public async Task What_a_request_to_open_says_is_checked(string store, string role, string? source, StoreErrorCode code)
    {
        OpenResult result = await _client.OpenAsync(new OpenRequest { Protocol = 1, Store = store, Role = role, Source = source, Token = new string('t', 16) });
        Assert.Equal(code, result.Error?.Code);
        Assert.Null((await _client.OpenAsync("s", "a")).Error);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("too short")]
    public async Task With_a_source_comes_a_token(string? token)
    {
        OpenResult result = await _client.OpenAsync(new OpenRequest { Protocol = 1, Store = "s", Role = "remote", Source = "a", Token = token });
        Assert.Equal((StoreErrorCode.MalformedMessage, "token"), (result.Error!.Code, result.Error.Path));
    }

    [Fact]
    public async Task A_reader_may_not_write()
    {
        await _client.OpenReaderAsync("s");
        Assert.Equal(StoreErrorCode.ReaderCannotWrite, (await _client.SubmitAsync("s", Make.Set("a", 0, "k", 1))).Error!.Code);
    }

    [Fact]
    public async Task What_is_not_open_has_no_calls()
    {
        Assert.Equal(StoreErrorCode.NotOpen, (await _client.SubmitAsync("s", Make.Set("a", 0, "k", 1))).Error!.Code);
        Assert.Equal(StoreErrorCode.NotOpen, (await _client.StatusAsync("s")).Error!.Code);
        Assert.Equal(StoreErrorCode.NotOpen, (await _client.CallAsync<ReportResult>(HubMethods.Report, new ReportRequest { Store = "s" })).Error!.Code);
        Assert.Equal(StoreErrorCode.NotOpen, (await _client.CallAsync<CloseResult>(HubMethods.Close, new CloseRequest { Store = "s" })).Error!.Code);
    }

    [Fact]
    public async Task A_gap_and_a_conflict_name_the_seq_that_is_expected()
    {
        await _client.OpenAsync("s", "a");
        SubmitResult gap = await _client.SubmitAsync("s", Make.Set("a", 1, "k", 1));
        Assert.Equal((StoreErrorCode.SequenceGap, 0L), (gap.Error!.Code, gap.Error.ExpectedSeq));
        Assert.Null((await _client.SubmitAsync("s", Make.Set("a", 0, "k", 1))).Error);
        SubmitResult conflict = await _client.SubmitAsync("s", Make.Set("a", 0, "k", 2));
        Assert.Equal((StoreErrorCode.SequenceConflict, 1L), (conflict.Error!.Code, conflict.Error.ExpectedSeq));
        SubmitResult good = await _client.SubmitAsync("s", Make.Set("a", 1, "k", 2));
        Assert.Null(good.Error);
        Assert.Equal(2, good.ExpectedSeq);
    }

    [Fact]
    public async Task Nobody_writes_as_another_source()
    {
        await _client.OpenAsync("s", "a");
        Assert.Equal(StoreErrorCode.SourceForbidden, (await _client.SubmitAsync("s", Make.Set("b", 0, "k", 1))).Error!.Code);
    }

    [Fact]
    public async Task Transactions_of_a_submission_follow_each_other()
    {
        await _client.OpenAsync("s", "a");
        Assert.Equal(StoreErrorCode.MalformedMessage, (await _client.SubmitAsync("s", Make.Set("a", 0, "k", 1), Make.Set("a", 2, "k", 1))).Error!.Code);
        Assert.Equal(StoreErrorCode.MalformedMessage, (await _client.SubmitAsync("s")).Error!.Code);
        Assert.Equal(0, (await _client.StatusAsync("s")).Revision);
    }

    [Fact]
    public async Task A_void_covers_no_more_than_a_transaction_may_have()
    {
        await _client.OpenAsync("s", "a");
        SubmitResult result = await _client.SubmitAsync("s", Transaction.Void(SourceId.Parse("a"), 0, int.MaxValue, 1, 0));
        Assert.Equal((StoreErrorCode.TransactionTooLarge, 10_000L), (result.Error!.Code, result.Error.Limit));
    }

    [Fact]
    public async Task A_connection_has_a_bounded_number_of_stores_and_closing_one_makes_room()
    {
        await _client.OpenReaderAsync("s1");
        await _client.OpenReaderAsync("s2");
        OpenResult refused = await _client.OpenReaderAsync("s3");
        Assert.Equal((StoreErrorCode.TooManyStores, 2L), (refused.Error!.Code, refused.Error.Limit));
        Assert.Null((await _client.OpenReaderAsync("s2")).Error);
        Assert.Null((await _client.CallAsync<CloseResult>(HubMethods.Close, new CloseRequest { Store = "s1" })).Error);
        Assert.Null((await _client.OpenReaderAsync("s3")).Error);
    }

    [Fact]
    public async Task Arguments_of_the_wrong_form_fail_the_call_only()
    {
        await using RawClient client = await _hub.ConnectAsync(json: true);
        await client.OpenAsync("s", "a");
        Task<CompletionMessage> wrong = client.InvokeAsync<SubmitResult>(HubMethods.Submit, new object[] { new { store = "s", transactions = "none" } });
        Assert.Equal(StoreErrorCode.MalformedMessage, ((SubmitResult)(await wrong).Result!).Error!.Code);
        CompletionMessage tooFew = await client.InvokeAsync<SubmitResult>(HubMethods.Submit);
        Assert.NotNull(tooFew.Error);
        CompletionMessage unknown = await client.InvokeAsync<SubmitResult>("Nothing", 1);
        Assert.NotNull(unknown.Error);
        SubmitResult good = await client.SubmitAsync("s", Make.Set("a", 0, "k", 1));
        Assert.Equal((null, 1), (good.Error, good.ExpectedSeq));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_frame_below_the_limit_is_taken(bool json)
    {
        await using RawClient client = await _hub.ConnectAsync(json);
        await client.OpenAsync("s", "a");
        string text = new('x', 250_000);
        Assert.Null((await client.SubmitAsync("s", [.. Enumerable.Range(0, 4).Select(seq => Make.Set("a", seq, "k", text))])).Error);
        Assert.Equal(4, (await client.StatusAsync("s")).Revision);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_frame_over_the_limit_closes_its_connection_only(bool json)
    {
        await using RawClient big = await _hub.ConnectAsync(json);
        await big.OpenAsync("s", "big");
        await _client.OpenAsync("s", "a");
        _ = big.SubmitAsync("s", Make.Set("big", 0, "k", new string('x', 2 << 20))).ContinueWith(static failed => failed.Exception, TaskScheduler.Default);
        await big.Closed.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Null((await _client.SubmitAsync("s", Make.Set("a", 0, "k", 1))).Error);
        Assert.Equal(1, (await _client.StatusAsync("s")).Revision);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_frame_that_cannot_be_parsed_closes_its_connection_only(bool json)
    {
        await using RawClient broken = await _hub.ConnectAsync(json);
        await broken.OpenReaderAsync("s");
        await _client.OpenAsync("s", "a");
        await broken.SendRawAsync(json ? Encoding.UTF8.GetBytes("{\"type\":1,\u001e") : new byte[] { 3, 0xc1, 0xc1, 0xc1 });
        await broken.Closed.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Null((await _client.SubmitAsync("s", Make.Set("a", 0, "k", 1))).Error);
        Assert.Equal(1, (await _client.StatusAsync("s")).Subscribers);
    }
}
