using StoreHub.Operations;
using StoreHub.Server.Logs;
using StoreHub.Server.Redis;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Redis;

/// <summary>What hubs put back after a loss, when they remember different parts of it.</summary>
public sealed class RedisRecoveryTests : IAsyncDisposable
{
    private const string Stream = "storehub:{store}:log";
    private static readonly StoreName Name = StoreName.Parse("store");
    private static readonly RedisKeys Keys = new("storehub:", Name);
    private static readonly SourceId A = SourceId.Parse("a");
    private static readonly SourceId B = SourceId.Parse("b");
    private static readonly SourceOwner Owner = new("user", "hash");
    private static readonly SourceOwner Stranger = new("user", "other");

    private RedisServer _server = null!;
    private RedisNode _node = null!;
    private RedisNode _other = null!;

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? each in new IAsyncDisposable?[] { _node, _other, _server })
        {
            if (each is not null) await each.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_log_that_comes_back_from_before_the_tail_is_made_anew(bool otherHubIsFaster)
    {
        (Opening opening, long session) = await BeginAsync("--appendonly", "no");
        Assert.Equal("+OK", await _server.AskAsync("SAVE"));
        for (int i = 2; i < 30; i++) await opening.Log.AppendAsync([new(Make.Set("a", i, "k", i), session)]);
        await opening.Log.TrimAsync(20);
        opening.Memory = opening.MemoryOf(trimmed: 20);
        string[] tail = opening.Text().Split('\n')[20..];
        await RestartAsync();
        await opening.Observer.Failure;
        if (otherHubIsFaster)
        {
            await using IStoreLog shorter = await _other.Log.OpenAsync(Name);
            Assert.Equal(2, shorter.LastRevision);
        }

        await opening.DisposeAsync();
        await using Opening after = await Opening.AtAsync(_node);
        Assert.Equal((30, 20), (after.Log.LastRevision, after.Log.TrimmedThrough));
        Assert.Equal(new EpochEnd(opening.Log.Epoch, 30), after.Log.EarlierEpochs[^1]);
        Assert.Equal(tail, after.Text().Split('\n'));
        Assert.Equal(new SnapshotId(after.Log.Epoch, 30), await _node.Snapshots.FindAsync(Name));
        SourceClaim claim = await after.Log.ClaimAsync(A, Owner);
        Assert.Equal(30, claim.ExpectedSeq);
        Assert.Equal(31, (await after.Log.AppendAsync([new(Make.Set("a", 30, "k", 1), claim.Session)]))[0].FirstRevision);
    }

    [Fact]
    public async Task A_hub_that_begins_at_an_empty_Redis_waits_for_those_that_remember()
    {
        (Opening opening, _) = await BeginAsync("--appendonly", "no");
        opening.Memory = opening.MemoryOf();
        await using var beginner = new RedisNode(_server.Connection, configure: options => options.PollInterval = TimeSpan.FromSeconds(10));
        await _server.KillAsync();
        await beginner.Backplane.StartAsync(default);
        await _server.StartAgainAsync();
        await opening.Observer.Failure;
        Task<IStoreLog> opened = beginner.Log.OpenAsync(Name).AsTask();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await _server.AskAsync("EXISTS", "storehub:incarnation") != ":1") await Task.Delay(20, limit.Token);
        await Task.WhenAny(opened, Task.Delay(TimeSpan.FromSeconds(1), limit.Token));
        await opening.DisposeAsync();
        await using IStoreLog log = await opened;
        Assert.Equal(2, log.LastRevision);
    }

    [Fact]
    public async Task Nothing_is_replaced_by_what_was_staged_and_is_gone()
    {
        (Opening opening, _) = await BeginAsync();
        IReadOnlyList<RedisReply> reply = await _node.Backplane.Reading.RunAsync(
            RedisScript.Recover,
            [.. Keys.All, Keys.Staged("t"), Keys.Staged("t") + ":snapshot"],
            [opening.Log.Epoch, "recovery", "2", Keys.Channel, "new", $"{opening.Log.Epoch}:2", "1", "2", "0", new byte[8], "1", "3"]);
        Assert.Equal("moved", reply[0].Text);
        Assert.Equal(":2", await _server.AskAsync("XLEN", Stream));
        await opening.DisposeAsync();
    }

    [Fact]
    public async Task What_its_source_was_told_is_lost_does_not_come_back()
    {
        (Opening opening, long session) = await BeginAsync();
        Opening two = await Opening.AtAsync(_other);
        await opening.Log.AppendAsync([new(Make.Set("a", 2, "k", 2), session)]);
        await opening.Log.AppendAsync([new(Make.Set("b", 0, "k", 3), (await opening.Log.ClaimAsync(B, Owner)).Session)]);
        await two.Observer.DurableAsync(4);
        opening.Memory = opening.MemoryOf(through: 2);
        two.Memory = two.MemoryOf();
        await _server.AskAsync("FLUSHALL");
        await opening.Observer.Failure;
        await opening.DisposeAsync();
        await using Opening after = await Opening.AtAsync(_node);
        Assert.Equal(2, (await after.Log.ClaimAsync(A, Owner)).ExpectedSeq);
        SourceClaim b = await after.Log.ClaimAsync(B, Owner);
        Assert.Equal(0, b.ExpectedSeq);
        await after.Log.ReleaseAsync(B, b.Session);
        await two.Observer.Failure;
        await two.DisposeAsync();
        await using Opening afterTwo = await Opening.AtAsync(_other);
        Assert.Equal(2, afterTwo.Log.LastRevision);
    }

    [Fact]
    public async Task A_snapshot_that_is_saved_while_its_store_is_deleted_is_not_kept()
    {
        (Opening opening, _) = await BeginAsync();
        Assert.True(await _other.Log.DeleteAsync(Name));
        Assert.False(await _node.Snapshots.SaveAsync(Name, new StoredSnapshot(new SnapshotId(opening.Log.Epoch, 2), new byte[] { 1 }), null));
        await opening.DisposeAsync();
        await using IStoreLog log = await _other.Log.OpenAsync(Name);
        Assert.Equal(0, log.LastRevision);
    }

    [Fact]
    public async Task A_deleted_store_is_not_put_back_by_who_knew_it_in_an_earlier_epoch()
    {
        (Opening opening, _) = await BeginAsync();
        opening.Memory = opening.MemoryOf();
        await RestartAsync();
        await opening.Observer.Failure;
        await using (IStoreLog log = await _other.Log.OpenAsync(Name)) Assert.NotEqual(opening.Log.Epoch, log.Epoch);
        Assert.True(await _other.Log.DeleteAsync(Name));
        await opening.DisposeAsync();
        await using IStoreLog after = await _node.Log.OpenAsync(Name);
        Assert.Equal(0, after.LastRevision);
    }

    [Fact]
    public async Task A_source_that_is_put_back_is_whose_it_was()
    {
        (Opening opening, _) = await BeginAsync();
        long kept = new FileInfo(_server.AppendedFile).Length;
        await opening.Log.AppendAsync([new(Make.Set("b", 0, "k", 3), (await opening.Log.ClaimAsync(B, Owner)).Session)]);
        opening.Memory = opening.MemoryOf();
        await _server.KillAsync();
        await using (FileStream file = File.OpenWrite(_server.AppendedFile)) file.SetLength(kept);
        await _server.StartAgainAsync();
        await opening.Observer.Failure;
        await opening.DisposeAsync();
        await using IStoreLog log = await _node.Log.OpenAsync(Name);
        Assert.Equal(3, log.LastRevision);
        Assert.False((await log.ClaimAsync(B, Stranger)).Granted);
        Assert.Equal(1, (await log.ClaimAsync(B, Owner)).ExpectedSeq);
    }

    [Fact]
    public async Task A_source_whose_records_are_appended_again_is_whose_it_was()
    {
        (Opening opening, _) = await BeginAsync();
        Opening two = await Opening.AtAsync(_other);
        await two.Log.AppendAsync([new(Make.Set("b", 0, "k", 3), (await two.Log.ClaimAsync(B, Owner)).Session)]);
        opening.Memory = opening.MemoryOf(through: 2);
        two.Memory = two.MemoryOf();
        await _server.AskAsync("FLUSHALL");
        await opening.Observer.Failure;
        await opening.DisposeAsync();
        await using IStoreLog log = await _node.Log.OpenAsync(Name);
        Assert.Equal(2, log.LastRevision);
        await two.Observer.Failure;
        await two.DisposeAsync();
        await using IStoreLog after = await _other.Log.OpenAsync(Name);
        Assert.Equal(3, after.LastRevision);
        Assert.False((await after.ClaimAsync(B, Stranger)).Granted);
    }

    [Fact]
    public async Task A_store_can_be_trimmed_and_deleted_without_memory()
    {
        (Opening opening, _) = await BeginAsync();
        await _server.AskAsync("CONFIG", "SET", "maxmemory", "1");
        await opening.Log.TrimAsync(1);
        Assert.Equal(":1", await _server.AskAsync("XLEN", Stream));
        Assert.True(await _node.Log.DeleteAsync(Name));
        await opening.DisposeAsync();
    }

    [Fact]
    public async Task A_deletion_whose_reply_is_lost_has_deleted()
    {
        (Opening opening, _) = await BeginAsync();
        await opening.DisposeAsync();
        await using var proxy = new FaultProxy(_server.Port);
        await using var node = new RedisNode(proxy.Connection);
        // so that Redis knows the script, and it is the deletion's own reply that is lost
        Assert.False(await node.Log.DeleteAsync(StoreName.Parse("another")));
        Task swallowed = proxy.SwallowReplyTo(RedisScript.Delete.Hash);
        Assert.True(await node.Log.DeleteAsync(Name));
        Assert.True(swallowed.IsCompletedSuccessfully);
        Assert.False(await node.Log.DeleteAsync(Name));
    }

    [Fact]
    public async Task Who_comes_or_goes_while_Redis_stands_still_holds_up_nobody()
    {
        (Opening opening, long session) = await BeginAsync(options => options.CallTimeout = TimeSpan.FromSeconds(3));
        Opening two = await Opening.AtAsync(_other);
        _server.Stop();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (opening.Log.Hindrance is null) await Task.Delay(20, limit.Token);
        Assert.True(opening.Log.ReleaseAsync(A, session, limit.Token).AsTask().IsCompletedSuccessfully);
        Assert.True(opening.Log.ClaimAsync(B, Owner, limit.Token).AsTask().IsFaulted);
        _server.Continue();
        while (!await ForgottenAsync(two)) await Task.Delay(50, limit.Token);
        await two.DisposeAsync();
        await opening.DisposeAsync();
    }

    [Fact]
    public async Task What_an_opening_that_died_left_behind_is_swept_up()
    {
        (Opening opening, _) = await BeginAsync();
        await opening.Log.ClaimAsync(B, Owner);
        Assert.Equal(":1", await _server.AskAsync("HEXISTS", Keys.Log[2], "b"));
        // its lease is over
        await _server.AskAsync("DEL", Keys.Log[4]);
        await using IStoreLog log = await _other.Log.OpenAsync(Name);
        Assert.Equal(":0", await _server.AskAsync("HEXISTS", Keys.Log[2], "b"));
        Assert.Equal(":1", await _server.AskAsync("HEXISTS", Keys.Log[2], "a"));
        await opening.DisposeAsync();
    }

    // the release was told later: what is open is not forgotten
    private static async Task<bool> ForgottenAsync(Opening at)
    {
        try
        {
            return await at.Log.AppendForgetAsync([A]);
        }
        catch (LogUnavailableException)
        {
            return false;
        }
    }

    private Task<(Opening Opening, long Session)> BeginAsync(params string[] settings) => BeginAsync(static _ => { }, settings);

    /// <summary>A store with two records.</summary>
    private async Task<(Opening Opening, long Session)> BeginAsync(Action<RedisOptions> configure, params string[] settings)
    {
        _server = await RedisServer.StartAsync(settings);
        _node = new RedisNode(_server.Connection, configure: configure);
        _other = new RedisNode(_server.Connection, configure: configure);
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
}
