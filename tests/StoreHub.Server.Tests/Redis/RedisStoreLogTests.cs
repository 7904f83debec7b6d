using StoreHub.Operations;
using StoreHub.Server.Logs;
using StoreHub.Server.Redis;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Logs;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Redis;

/// <summary>Two hubs at one log.</summary>
public sealed class RedisStoreLogTests : IClassFixture<RedisFixture>, IAsyncDisposable
{
    private static readonly StoreName Name = StoreName.Parse("store");
    private static readonly SourceId A = SourceId.Parse("a");
    private static readonly SourceId B = SourceId.Parse("b");
    private static readonly SourceOwner Owner = new("user", "hash");

    private readonly RedisNode _one;
    private readonly RedisNode _two;

    public RedisStoreLogTests(RedisFixture redis)
    {
        string prefix = redis.NewPrefix();
        _one = new RedisNode(redis.Connection, prefix, offlineGrace: TimeSpan.FromSeconds(1));
        _two = new RedisNode(redis.Connection, prefix, offlineGrace: TimeSpan.FromSeconds(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task What_one_appends_both_publish_in_one_order()
    {
        await using Opening one = await Opening.AtAsync(_one), two = await Opening.AtAsync(_two);
        Assert.Equal(one.Log.Epoch, two.Log.Epoch);
        long a = (await one.Log.ClaimAsync(A, Owner)).Session, b = (await two.Log.ClaimAsync(B, Owner)).Session;
        for (int i = 0; i < 20; i++)
        {
            await Task.WhenAll(
                one.Log.AppendAsync([new(Make.Sets("a", 2 * i, 2), a)]).AsTask(),
                two.Log.AppendAsync([new(Make.Set("b", i, "k", new string('x', 5000)), b)]).AsTask());
        }

        await one.Observer.DurableAsync(60);
        await two.Observer.DurableAsync(60);
        Assert.Equal(one.Text(), two.Text());
        await using IStoreLog third = await _one.Log.OpenAsync(Name);
        Assert.Equal(60, third.LastRevision);
    }

    [Fact]
    public async Task More_than_a_message_holds_is_read()
    {
        await using Opening one = await Opening.AtAsync(_one), two = await Opening.AtAsync(_two);
        long a = (await one.Log.ClaimAsync(A, Owner)).Session;
        Submission[] many = [.. Enumerable.Range(0, 1700).Select(i => new Submission(Make.Set("a", i, "k", new string('x', 100)), a) { Continues = i > 0 })];
        Assert.All(await one.Log.AppendAsync(many), outcome => Assert.Equal(AppendKind.Appended, outcome.Kind));
        await two.Observer.DurableAsync(1700);
        Assert.Equal(one.Text(), two.Text());
    }

    [Fact]
    public async Task A_claim_at_another_hub_ends_the_session_and_is_told()
    {
        await using Opening one = await Opening.AtAsync(_one), two = await Opening.AtAsync(_two);
        long older = (await one.Log.ClaimAsync(A, Owner)).Session;
        await one.Log.AppendAsync([new(Make.Set("a", 0, "k", 1), older)]);
        SourceClaim claim = await two.Log.ClaimAsync(A, Owner);
        Assert.Equal(1, claim.ExpectedSeq);
        // what came before the claim is here with it
        Assert.Equal(1, two.Log.LastRevision);
        Assert.Equal((A, claim.Session), await one.Claimed);
        Assert.Equal(AppendKind.Superseded, (await one.Log.AppendAsync([new(Make.Set("a", 1, "k", 1), older)]))[0].Kind);
        Assert.False((await one.Log.ClaimAsync(A, Owner with { TokenHash = "other" })).Granted);
    }

    [Fact]
    public async Task Content_is_compared_whoever_appended_it_and_in_whatever_order_its_keys_stand()
    {
        await using Opening one = await Opening.AtAsync(_one), two = await Opening.AtAsync(_two);
        var sorted = StoreValue.From(new { x = 1, y = 2 });
        var unsorted = StoreValue.From(new { y = 2, x = 1 });
        await one.Log.AppendAsync([new(Make.Set("a", 0, "k", sorted, ts: 5), (await one.Log.ClaimAsync(A, Owner)).Session)]);
        long session = (await two.Log.ClaimAsync(A, Owner)).Session;
        Assert.Equal(new AppendOutcome(AppendKind.Repeat, 1, 1), (await two.Log.AppendAsync([new(Make.Set("a", 0, "k", unsorted, ts: 9), session)]))[0]);
        Assert.Equal(AppendKind.Conflict, (await two.Log.AppendAsync([new(Make.Set("a", 0, "k", 3), session)]))[0].Kind);
        Assert.Equal(AppendKind.Repeat, (await two.Log.AppendAsync([new(Make.Set("a", 0, "k", 3).ToVoid(), session)]))[0].Kind);
        Assert.Equal(AppendKind.Conflict, (await two.Log.AppendAsync([new(Make.Sets("a", 0, 2), session)]))[0].Kind);
    }

    [Fact]
    public async Task The_floor_is_the_least_that_any_hub_bids()
    {
        await using Opening one = await Opening.AtAsync(_one), two = await Opening.AtAsync(_two);
        long session = (await one.Log.ClaimAsync(A, Owner)).Session;
        await one.Log.AppendAsync([new(Make.Sets("a", 0, 10), session)]);
        Assert.False(await one.Log.AppendFloorAsync(8));
        Assert.True(await two.Log.AppendFloorAsync(5));
        await one.Observer.DurableAsync(11);
        Assert.Equal(5, one.Observer.Records[^1].Floor);
        // who has left has no say
        await two.DisposeAsync();
        Assert.True(await one.Log.AppendFloorAsync(9));
        Assert.Equal(9, one.Observer.Records[^1].Floor);
    }

    [Fact]
    public async Task A_source_that_comes_to_a_hub_counts_whatever_that_hub_has_bid()
    {
        await using Opening one = await Opening.AtAsync(_one), two = await Opening.AtAsync(_two);
        await one.Log.AppendAsync([new(Make.Sets("a", 0, 10), (await one.Log.ClaimAsync(A, Owner)).Session)]);
        Assert.False(await two.Log.AppendFloorAsync(10));
        await two.Log.ClaimAsync(B, Owner);
        Assert.False(await one.Log.AppendFloorAsync(10));
        Assert.True(await two.Log.AppendFloorAsync(7));
        await one.Observer.DurableAsync(11);
        Assert.Equal(7, one.Observer.Records[^1].Floor);
    }

    [Fact]
    public async Task A_source_that_another_hub_has_open_is_not_forgotten()
    {
        await using Opening one = await Opening.AtAsync(_one), two = await Opening.AtAsync(_two);
        long session = (await one.Log.ClaimAsync(A, Owner)).Session;
        await one.Log.AppendAsync([new(Make.Set("a", 0, "k", 1), session)]);
        Assert.False(await two.Log.AppendForgetAsync([A]));
        await one.Log.ReleaseAsync(A, session);
        Assert.True(await two.Log.AppendForgetAsync([A]));
        await one.Observer.DurableAsync(2);
        Assert.Equal([A], one.Observer.Records[^1].Sources);
    }

    [Fact]
    public async Task A_source_whose_former_life_is_still_in_the_tail_begins_anew()
    {
        await using Opening one = await Opening.AtAsync(_one);
        long session = (await one.Log.ClaimAsync(A, Owner)).Session;
        for (int i = 0; i < 6; i++) await one.Log.AppendAsync([new(Make.Set("a", i, "k", i), session)]);
        await one.Log.ReleaseAsync(A, session);
        Assert.True(await one.Log.AppendForgetAsync([A]));
        session = (await one.Log.ClaimAsync(A, Owner)).Session;
        await one.Log.AppendAsync([new(Make.Sets("a", 0, 4), session), new(Make.Sets("a", 4, 4), session)]);
        Assert.Equal(AppendKind.Conflict, (await one.Log.AppendAsync([new(Make.Set("a", 5, "k", 5), session)]))[0].Kind);
        await one.Log.TrimAsync(7);
        Assert.Equal(new AppendOutcome(AppendKind.Repeat, 8, 8), (await one.Log.AppendAsync([new(Make.Sets("a", 0, 4), session)]))[0]);
        await one.Log.TrimAsync(11);
        Assert.Equal(new AppendOutcome(AppendKind.Repeat, 0, 8), (await one.Log.AppendAsync([new(Make.Sets("a", 0, 4), session)]))[0]);
        Assert.Equal(new AppendOutcome(AppendKind.Repeat, 12, 8), (await one.Log.AppendAsync([new(Make.Sets("a", 4, 4), session)]))[0]);
    }

    [Fact]
    public async Task What_is_deleted_at_one_hub_ends_at_the_other()
    {
        await using Opening one = await Opening.AtAsync(_one), two = await Opening.AtAsync(_two);
        await one.Log.AppendAsync([new(Make.Set("a", 0, "k", 1), (await one.Log.ClaimAsync(A, Owner)).Session)]);
        Assert.True(await _two.Log.DeleteAsync(Name));
        Assert.True((await one.Observer.Failure).IsDeletion);
        Assert.Empty(await _one.Log.ListAsync());
    }

    [Fact]
    public async Task Who_falls_behind_what_is_trimmed_fails_and_opens_anew()
    {
        await using Opening one = await Opening.AtAsync(_one);
        await one.Log.AppendAsync([new(Make.Sets("a", 0, 3), (await one.Log.ClaimAsync(A, Owner)).Session)]);
        await one.Log.TrimAsync(3);
        await using IStoreLog two = await _two.Log.OpenAsync(Name);
        Assert.Equal((3, 3), (two.LastRevision, two.TrimmedThrough));
        await Assert.ThrowsAsync<OperationLogException>(async () => await two.ReadAsync(0, 1));
    }

    [Fact]
    public async Task What_nobody_wrote_to_is_not_listed_and_goes_by_itself()
    {
        await using (Opening one = await Opening.AtAsync(_one)) await one.Log.ClaimAsync(A, Owner);
        Assert.Empty(await _one.Log.ListAsync());
        RedisReply left = await _one.Backplane.Reading.SendAsync("PTTL", default, new KeyName(new RedisKeys(_one.Options.Prefix, Name).Meta));
        Assert.InRange(left.Integer, 1, 3_600_000);
    }
}
