using StoreHub.Operations;
using StoreHub.Server.Logs;
using StoreHub.Server.Redis;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Logs;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Redis;

/// <summary>What befalls a Redis, and the log in it.</summary>
public sealed class RedisFaultTests : IAsyncDisposable
{
    private const string Meta = "storehub:{store}:meta";
    private const string Stream = "storehub:{store}:log";
    private static readonly StoreName Name = StoreName.Parse("store");
    private static readonly SourceId A = SourceId.Parse("a");
    private static readonly SourceOwner Owner = new("user", "hash");

    private RedisServer _server = null!;
    private RedisNode _node = null!;

    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    [Fact]
    public async Task Scripts_that_Redis_forgot_are_sent_again()
    {
        (Opening opening, long session) = await BeginAsync();
        for (int i = 0; i < 3; i++)
        {
            await _server.AskAsync("SCRIPT", "FLUSH");
            Assert.Equal(AppendKind.Appended, (await opening.Log.AppendAsync([new(Make.Set("a", 2 + i, "k", i), session)]))[0].Kind);
        }

        await opening.DisposeAsync();
    }

    [Theory]
    [InlineData("NORMAL")]
    [InlineData("PUBSUB")]
    public async Task A_connection_that_is_cut_comes_back(string kind)
    {
        (Opening opening, long session) = await BeginAsync();
        await using var other = new RedisNode(_server.Connection);
        await using Opening two = await Opening.AtAsync(other);
        for (int i = 0; i < 3; i++)
        {
            await _server.AskAsync("CLIENT", "KILL", "TYPE", kind);
            AppendOutcome outcome = (await opening.Log.AppendAsync([new(Make.Set("a", 2 + i, "k", i), session)]))[0];
            Assert.Equal((true, 3 + i), (outcome.IsTaken, outcome.FirstRevision));
            await two.Observer.DurableAsync(3 + i);
        }

        Assert.Equal(opening.Text(), two.Text());
        await opening.DisposeAsync();
    }

    [Fact]
    public async Task A_reply_that_is_lost_after_the_fact_is_asked_for_again()
    {
        _server = await RedisServer.StartAsync();
        await using var proxy = new FaultProxy(_server.Port);
        _node = new RedisNode(proxy.Connection);
        await using Opening opening = await Opening.AtAsync(_node);
        long session = (await opening.Log.ClaimAsync(A, Owner)).Session;
        await opening.Log.AppendAsync([new(Make.Set("a", 0, "k", 1), session)]);
        Task swallowed = proxy.SwallowReplyTo(RedisScript.Append.Hash);
        AppendOutcome outcome = (await opening.Log.AppendAsync([new(Make.Sets("a", 1, 2), session)]))[0];
        Assert.True(swallowed.IsCompletedSuccessfully);
        Assert.Equal(new AppendOutcome(AppendKind.Repeat, 2, 3), outcome);
        Assert.Equal([1, 2], opening.Observer.Records.Select(record => record.FirstRevision));
    }

    [Fact]
    public async Task A_restart_ends_the_epoch_before_anything_is_acknowledged()
    {
        (Opening opening, long session) = await BeginAsync();
        await RestartAsync();
        await Assert.ThrowsAsync<OperationLogException>(async () => await opening.Log.AppendAsync([new(Make.Set("a", 2, "k", 1), session)]));
        Assert.Contains("restarted", (await opening.Observer.Failure).Message, StringComparison.Ordinal);
        await opening.DisposeAsync();
        await using IStoreLog log = await _node.Log.OpenAsync(Name);
        Assert.Equal([new EpochEnd(opening.Log.Epoch, 2)], log.EarlierEpochs);
        Assert.Equal(2, log.LastRevision);
        SourceClaim claim = await log.ClaimAsync(A, Owner);
        Assert.Equal(2, claim.ExpectedSeq);
        Assert.Equal(AppendKind.Repeat, (await log.AppendAsync([new(Make.Set("a", 1, "k", 1), claim.Session)]))[0].Kind);
    }

    [Fact]
    public async Task An_idle_hub_notices_a_restart_by_itself()
    {
        (Opening opening, _) = await BeginAsync();
        await RestartAsync();
        Assert.Contains("restarted", (await opening.Observer.Failure).Message, StringComparison.Ordinal);
        await opening.DisposeAsync();
    }

    [Fact]
    public async Task What_a_log_lost_at_its_end_is_put_back_with_the_revisions_it_had()
    {
        (Opening opening, long session) = await BeginAsync();
        await using var other = new RedisNode(_server.Connection);
        Opening two = await Opening.AtAsync(other);
        long kept = new FileInfo(_server.AppendedFile).Length;
        for (int i = 2; i < 6; i++) await opening.Log.AppendAsync([new(Make.Set("a", i, "k", i, ts: 100 + i), session)]);
        await two.Observer.DurableAsync(6);
        opening.Memory = MemoryOf(opening);
        two.Memory = MemoryOf(two);
        string published = opening.Text();
        await _server.KillAsync();
        await using (FileStream file = File.OpenWrite(_server.AppendedFile)) file.SetLength(kept);
        await _server.StartAgainAsync();
        await opening.Observer.Failure;
        await opening.DisposeAsync();
        await using Opening after = await Opening.AtAsync(_node);
        Assert.Equal(published, after.Text());
        Assert.Equal([new EpochEnd(opening.Log.Epoch, 6)], after.Log.EarlierEpochs);
        await two.Observer.Failure;
        await two.DisposeAsync();
        await using Opening afterTwo = await Opening.AtAsync(other);
        Assert.Equal(after.Log.Epoch, afterTwo.Log.Epoch);
        Assert.Equal(published, afterTwo.Text());
    }

    [Fact]
    public async Task What_only_another_hub_had_is_appended_again_once()
    {
        (Opening opening, long session) = await BeginAsync();
        await using var other = new RedisNode(_server.Connection);
        Opening two = await Opening.AtAsync(other);
        await opening.Log.AppendAsync([new(Make.Set("a", 2, "k", 2), session), new(Make.Set("a", 3, "k", 3).ToVoid(), session)]);
        await two.Observer.DurableAsync(4);
        // the first hub remembers less than the second, and is the first to come back
        opening.Memory = MemoryOf(opening, 2);
        two.Memory = MemoryOf(two);
        await _server.AskAsync("FLUSHALL");
        await opening.Observer.Failure;
        await opening.DisposeAsync();
        await using Opening after = await Opening.AtAsync(_node);
        Assert.Equal(2, after.Log.LastRevision);
        Assert.Equal(new EpochEnd(opening.Log.Epoch, 2), after.Log.EarlierEpochs[^1]);
        await two.Observer.Failure;
        await two.DisposeAsync();
        await after.Observer.DurableAsync(4);
        Assert.Equal([RecordKind.Transaction, RecordKind.Transaction, RecordKind.Transaction, RecordKind.Void], after.Observer.Records.Select(record => record.Kind));
        Assert.Equal(4, (await after.Log.ClaimAsync(A, Owner)).ExpectedSeq);
    }

    [Fact]
    public async Task A_store_that_is_gone_is_made_anew_from_memory()
    {
        (Opening opening, long session) = await BeginAsync();
        await opening.Log.AppendAsync([new(Make.Set("a", 2, "k", 2), session)]);
        await opening.Log.TrimAsync(2);
        opening.Memory = MemoryOf(opening, trimmed: 2);
        await _server.AskAsync("FLUSHALL");
        await Assert.ThrowsAsync<OperationLogException>(async () => await opening.Log.AppendAsync([new(Make.Set("a", 3, "k", 1), session)]));
        await opening.DisposeAsync();
        await using IStoreLog log = await _node.Log.OpenAsync(Name);
        Assert.Equal((3, 2), (log.LastRevision, log.TrimmedThrough));
        Assert.Equal([new EpochEnd(opening.Log.Epoch, 3)], log.EarlierEpochs);
        Assert.Equal(log.Epoch, (await _node.Snapshots.LoadAsync(Name))!.Id.Epoch);
        Assert.Equal([Name], await _node.Log.ListAsync());
        Assert.False((await log.ClaimAsync(A, Owner with { TokenHash = "other" })).Granted);
        SourceClaim claim = await log.ClaimAsync(A, Owner);
        Assert.Equal(3, claim.ExpectedSeq);
        Assert.Equal(new AppendOutcome(AppendKind.Repeat, 0, 3), (await log.AppendAsync([new(Make.Set("a", 0, "k", 0), claim.Session)]))[0]);
        Assert.Equal(new AppendOutcome(AppendKind.Repeat, 3, 3), (await log.AppendAsync([new(Make.Set("a", 2, "k", 2), claim.Session)]))[0]);
    }

    [Fact]
    public async Task A_store_that_is_gone_is_made_anew_although_nobody_opens_it()
    {
        (Opening opening, _) = await BeginAsync();
        opening.Memory = MemoryOf(opening);
        await _server.AskAsync("FLUSHALL");
        await opening.Observer.Failure;
        await opening.DisposeAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await _node.Log.ListAsync(limit.Token)).Count == 0) await Task.Delay(20, limit.Token);
    }

    [Fact]
    public async Task Who_opens_a_store_that_is_gone_waits_for_the_hub_that_remembers_it()
    {
        (Opening opening, _) = await BeginAsync();
        await using var other = new RedisNode(_server.Connection);
        await using (await other.Log.OpenAsync(StoreName.Parse("another")))
        {
        }

        opening.Memory = MemoryOf(opening);
        await _server.AskAsync("FLUSHALL");
        Task<IStoreLog> opened = other.Log.OpenAsync(Name).AsTask();
        await opening.Observer.Failure;
        await opening.DisposeAsync();
        await using IStoreLog log = await opened;
        Assert.Equal(2, log.LastRevision);
    }

    [Fact]
    public async Task An_empty_store_that_took_the_place_of_one_gives_way()
    {
        (Opening opening, _) = await BeginAsync(options => options.PollInterval = TimeSpan.FromMinutes(1));
        opening.Memory = MemoryOf(opening);
        await _server.AskAsync("FLUSHALL");
        await using var other = new RedisNode(_server.Connection);
        await using Opening empty = await Opening.AtAsync(other);
        Assert.Equal(0, empty.Log.LastRevision);
        await Assert.ThrowsAsync<OperationLogException>(async () => await opening.Log.CatchUpAsync());
        await opening.DisposeAsync();
        await empty.Observer.Failure;
        await empty.DisposeAsync();
        await using IStoreLog log = await other.Log.OpenAsync(Name);
        Assert.Equal(2, log.LastRevision);
    }

    [Fact]
    public async Task Another_epoch_fences()
    {
        (Opening opening, long session) = await BeginAsync();
        await _server.AskAsync("HSET", Meta, "epoch", "other");
        await Assert.ThrowsAsync<OperationLogException>(async () => await opening.Log.AppendAsync([new(Make.Set("a", 2, "k", 1), session)]));
        Assert.Contains("another epoch", (await opening.Observer.Failure).Message, StringComparison.Ordinal);
        await opening.DisposeAsync();
    }

    [Theory]
    [InlineData("XTRIM", Stream, "MAXLEN", "0")]
    [InlineData("DEL", Stream)]
    [InlineData("HSET", Meta, "last", "1")]
    public async Task A_log_that_does_not_agree_with_itself_takes_nothing(params string[] damage)
    {
        ArgumentNullException.ThrowIfNull(damage);
        (Opening opening, long session) = await BeginAsync();
        await opening.Log.AppendAsync([new(Make.Set("a", 2, "k", 1), session)]);
        await _server.AskAsync(damage);
        await Assert.ThrowsAsync<OperationLogException>(async () => await opening.Log.AppendAsync([new(Make.Set("a", 3, "k", 1), session)]));
        await opening.DisposeAsync();
    }

    [Fact]
    public async Task A_damaged_log_that_no_hub_remembers_is_not_opened()
    {
        (Opening opening, _) = await BeginAsync();
        await opening.DisposeAsync();
        await _server.AskAsync("DEL", Stream);
        OperationLogException refused = await Assert.ThrowsAsync<OperationLogException>(async () => await _node.Log.OpenAsync(Name));
        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_metadata_is_not_made_by_the_way()
    {
        (Opening opening, long session) = await BeginAsync();
        await _server.AskAsync("DEL", Meta);
        await Assert.ThrowsAsync<OperationLogException>(async () => await opening.Log.AppendAsync([new(Make.Set("a", 2, "k", 1), session)]));
        await opening.DisposeAsync();
        Assert.Equal(":0", await _server.AskAsync("EXISTS", Meta));
        await Assert.ThrowsAsync<OperationLogException>(async () => await _node.Log.OpenAsync(Name));
    }

    [Fact]
    public async Task Without_memory_Redis_takes_all_of_a_batch_or_nothing()
    {
        (Opening opening, long session) = await BeginAsync();
        await _server.AskAsync("CONFIG", "SET", "maxmemory", "1");
        Submission[] batch = [.. Enumerable.Range(2, 5).Select(i => new Submission(Make.Set("a", i, "k", i), session))];
        LogUnavailableException refused = await Assert.ThrowsAsync<LogUnavailableException>(async () => await opening.Log.AppendAsync(batch));
        Assert.Contains("OOM", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(opening.Log.Hindrance);
        Assert.Equal(":2", await _server.AskAsync("XLEN", Stream));
        await _server.AskAsync("CONFIG", "SET", "maxmemory", "0");
        Assert.Equal(new AppendOutcome(AppendKind.Appended, 3, 3), (await opening.Log.AppendAsync(batch))[0]);
        await FreeAsync(opening.Log);
        await opening.DisposeAsync();
    }

    [Fact]
    public async Task A_Redis_that_stands_still_hinders_for_as_long()
    {
        (Opening opening, long session) = await BeginAsync(options => options.CallTimeout = TimeSpan.FromSeconds(3));
        _server.Stop();
        await Assert.ThrowsAsync<LogUnavailableException>(async () => await opening.Log.AppendAsync([new(Make.Set("a", 2, "k", 2), session)]));
        Assert.NotNull(opening.Log.Hindrance);
        _server.Continue();
        await FreeAsync(opening.Log);
        // it may have been appended when it went on
        AppendOutcome outcome = (await opening.Log.AppendAsync([new(Make.Set("a", 2, "k", 2), session)]))[0];
        Assert.Equal((true, 3L, 3L), (outcome.IsTaken, outcome.FirstRevision, outcome.ExpectedSeq));
        await opening.DisposeAsync();
    }

    [Fact]
    public async Task A_Redis_that_evicts_is_refused()
    {
        _server = await RedisServer.StartAsync("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
        _node = new RedisNode(_server.Connection);
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => _node.Backplane.StartAsync(default));
        Assert.Contains("noeviction", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A store with two records.</summary>
    private async Task<(Opening Opening, long Session)> BeginAsync(Action<RedisOptions>? configure = null)
    {
        _server = await RedisServer.StartAsync();
        _node = new RedisNode(_server.Connection, configure: configure);
        Opening opening = await Opening.AtAsync(_node);
        long session = (await opening.Log.ClaimAsync(A, Owner)).Session;
        await opening.Log.AppendAsync([new(Make.Set("a", 0, "k", 0), session), new(Make.Set("a", 1, "k", 1), session)]);
        return (opening, session);
    }

    private async Task RestartAsync()
    {
        await _server.KillAsync();
        await _server.StartAgainAsync();
    }

    private static async Task FreeAsync(IStoreLog log)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (log.Hindrance is not null) await Task.Delay(20, limit.Token);
    }

    private static StoreMemory MemoryOf(Opening opening, long through = long.MaxValue, long trimmed = 0) => opening.MemoryOf(through, trimmed);
}
