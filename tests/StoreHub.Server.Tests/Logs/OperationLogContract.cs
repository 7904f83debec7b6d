using StoreHub.Operations;
using StoreHub.Server.Logs;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Logs;

/// <summary>What every operation log promises; each implementation inherits it.</summary>
public abstract class OperationLogContract
{
    private static readonly SourceOwner Owner = new("user", "hash");
    private static readonly SourceId A = SourceId.Parse("a");

    private readonly RecordingObserver _observer = new();

    /// <summary>The log under test. Called again, it opens what is there, as after a restart.</summary>
    protected abstract IOperationLog Log { get; }

    /// <summary>Whether each opening takes an epoch; else only one before which history may have been lost does.</summary>
    protected virtual bool TakesEpochs => true;

    private protected static StoreName Name { get; } = StoreName.Parse("store");

    [Fact]
    public async Task A_new_log_is_empty_and_has_an_epoch()
    {
        await using IStoreLog log = await OpenAsync();
        Assert.NotEmpty(log.Epoch);
        Assert.Empty(log.EarlierEpochs);
        Assert.Equal((0, 0, 0), (log.LastRevision, log.DurableRevision, log.TrimmedThrough));
        Assert.Empty(await log.ReadAsync(0, 10));
    }

    [Fact]
    public async Task Appending_publishes_in_order_before_it_completes_and_becomes_durable()
    {
        await using IStoreLog log = await OpenAsync();
        long session = (await log.ClaimAsync(A, Owner)).Session;
        IReadOnlyList<AppendOutcome> outcomes = await log.AppendAsync([new(Make.Sets("a", 0, 2), session), new(Make.Set("a", 2, "k", 1), session)]);
        Assert.Equal([new(AppendKind.Appended, 1, 2), new(AppendKind.Appended, 3, 3)], outcomes);
        Assert.Equal([1, 3], _observer.Records.Select(record => record.FirstRevision));
        Assert.Equal(3, log.LastRevision);
        await _observer.DurableAsync(3);
        Assert.Equal(3, log.DurableRevision);
    }

    [Fact]
    public async Task Each_submission_is_classified_by_itself_and_in_order()
    {
        await using IStoreLog log = await OpenAsync();
        long session = (await log.ClaimAsync(A, Owner)).Session;
        IReadOnlyList<AppendOutcome> outcomes = await log.AppendAsync(
        [
            new(Make.Set("a", 0, "k", 1), session), new(Make.Set("a", 0, "k", 1), session), new(Make.Set("a", 0, "k", 2), session),
            new(Make.Set("a", 5, "k", 1), session), new(Make.Set("a", 1, "k", 1).ToVoid(), session),
        ]);
        Assert.Equal([AppendKind.Appended, AppendKind.Repeat, AppendKind.Conflict, AppendKind.Gap, AppendKind.Appended], outcomes.Select(outcome => outcome.Kind));
        Assert.Equal([RecordKind.Transaction, RecordKind.Void], _observer.Records.Select(record => record.Kind));
        Assert.Equal(1, outcomes[3].ExpectedSeq);
    }

    [Fact]
    public async Task What_goes_on_from_a_submission_that_is_not_taken_is_not_taken_either()
    {
        await using IStoreLog log = await OpenAsync();
        long session = (await log.ClaimAsync(A, Owner)).Session;
        await log.AppendAsync([new(Make.Set("a", 0, "k", 1), session)]);
        Submission[] other = [new(Make.Set("a", 0, "k", 2), session), new(Make.Set("a", 1, "k", 2), session) { Continues = true }, new(Make.Set("a", 2, "k", 2), session) { Continues = true }];
        Submission[] same = [new(Make.Set("a", 0, "k", 1), session), new(Make.Set("a", 1, "k", 1), session) { Continues = true }];
        IReadOnlyList<AppendOutcome> outcomes = await log.AppendAsync([.. other, .. same]);
        Assert.Equal([AppendKind.Conflict, AppendKind.Conflict, AppendKind.Conflict, AppendKind.Repeat, AppendKind.Appended], outcomes.Select(outcome => outcome.Kind));
        Assert.All(outcomes.Take(3), outcome => Assert.Equal((0, 1), (outcome.FirstRevision, outcome.ExpectedSeq)));
        Assert.Equal(2, log.LastRevision);
    }

    [Fact]
    public async Task The_first_claim_fixes_the_owner_and_a_later_one_supersedes_the_session()
    {
        await using IStoreLog log = await OpenAsync();
        SourceClaim first = await log.ClaimAsync(A, Owner);
        Assert.Equal(0, first.ExpectedSeq);
        Assert.False((await log.ClaimAsync(A, Owner with { TokenHash = "other" })).Granted);
        Assert.False((await log.ClaimAsync(A, Owner with { Principal = "other" })).Granted);
        await log.AppendAsync([new(Make.Set("a", 0, "k", 1), first.Session)]);
        SourceClaim second = await log.ClaimAsync(A, Owner);
        Assert.Equal(1, second.ExpectedSeq);
        Assert.Equal(AppendKind.Superseded, (await log.AppendAsync([new(Make.Set("a", 1, "k", 1), first.Session)]))[0].Kind);
        Assert.Equal(AppendKind.Appended, (await log.AppendAsync([new(Make.Set("a", 1, "k", 1), second.Session)]))[0].Kind);
    }

    [Fact]
    public async Task A_session_that_is_released_writes_no_more_and_one_that_is_superseded_releases_nothing()
    {
        await using IStoreLog log = await OpenAsync();
        SourceClaim first = await log.ClaimAsync(A, Owner);
        SourceClaim second = await log.ClaimAsync(A, Owner);
        await log.ReleaseAsync(A, first.Session);
        Assert.Equal(AppendKind.Appended, (await log.AppendAsync([new(Make.Set("a", 0, "k", 1), second.Session)]))[0].Kind);
        await log.ReleaseAsync(A, second.Session);
        Assert.False((await log.ClaimAsync(A, Owner with { TokenHash = "other" })).Granted);
        Assert.Equal(1, (await log.ClaimAsync(A, Owner)).ExpectedSeq);
    }

    [Fact]
    public async Task Opening_again_keeps_history_and_fences_the_old_opening()
    {
        IStoreLog old = await OpenAsync();
        long session = (await old.ClaimAsync(A, Owner)).Session;
        await old.AppendAsync([new(Make.Sets("a", 0, 3), session)]);
        await _observer.DurableAsync(3);
        await using IStoreLog log = await Log.OpenAsync(Name);
        if (TakesEpochs) Assert.Equal([new EpochEnd(old.Epoch, 3)], log.EarlierEpochs);
        Assert.Equal(TakesEpochs, old.Epoch != log.Epoch);
        Assert.NotNull(await _observer.Failure);
        await Assert.ThrowsAsync<OperationLogException>(async () => await old.AppendAsync([new(Make.Set("a", 3, "k", 1), session)]));
        var observer = new RecordingObserver();
        log.Observe(0, observer);
        Assert.Equal(3, Assert.Single(observer.Records).LastRevision);
        Assert.False((await log.ClaimAsync(A, Owner with { TokenHash = "other" })).Granted);
        SourceClaim claim = await log.ClaimAsync(A, Owner);
        Assert.Equal(3, claim.ExpectedSeq);
        Assert.Equal(AppendKind.Repeat, (await log.AppendAsync([new(Make.Sets("a", 0, 3), claim.Session)]))[0].Kind);
        await old.DisposeAsync();
    }

    [Fact]
    public async Task Reading_splits_no_transaction_and_goes_on_where_it_ended()
    {
        await using IStoreLog log = await OpenAsync();
        long session = (await log.ClaimAsync(A, Owner)).Session;
        await log.AppendAsync([new(Make.Sets("a", 0, 5), session), new(Make.Sets("a", 5, 2), session), new(Make.Sets("a", 7, 1), session)]);
        Assert.Equal([5], (await log.ReadAsync(0, 3)).Select(record => record.LastRevision));
        Assert.Equal([7, 8], (await log.ReadAsync(5, 3)).Select(record => record.LastRevision));
        Assert.Empty(await log.ReadAsync(8, 3));
    }

    [Fact]
    public async Task Trimming_forgets_records_but_not_what_is_known_of_sources()
    {
        await using IStoreLog log = await OpenAsync();
        long session = (await log.ClaimAsync(A, Owner)).Session;
        await log.AppendAsync([new(Make.Sets("a", 0, 2), session), new(Make.Sets("a", 2, 2), session)]);
        await _observer.DurableAsync(4);
        await log.TrimAsync(3);
        Assert.Equal(2, log.TrimmedThrough);
        await Assert.ThrowsAsync<OperationLogException>(async () => await log.ReadAsync(0, 10));
        Assert.Equal(3, Assert.Single(await log.ReadAsync(2, 10)).FirstRevision);
        Assert.Equal(new AppendOutcome(AppendKind.Repeat, 0, 4), (await log.AppendAsync([new(Make.Sets("a", 0, 2), session)]))[0]);
        await log.TrimAsync(4);
        await using IStoreLog again = await Log.OpenAsync(Name);
        // what is trimmed may come back with the piece of storage that it is in
        Assert.Equal(4, again.LastRevision);
        Assert.InRange(again.TrimmedThrough, 0, 4);
        Assert.Equal(4, (await again.ClaimAsync(A, Owner)).ExpectedSeq);
    }

    [Fact]
    public async Task A_floor_is_a_record_and_is_appended_once()
    {
        await using IStoreLog log = await OpenAsync();
        long session = (await log.ClaimAsync(A, Owner)).Session;
        await log.AppendAsync([new(Make.Set("a", 0, "k", 1), session)]);
        await _observer.DurableAsync(1);
        Assert.True(await log.AppendFloorAsync(1));
        Assert.False(await log.AppendFloorAsync(1));
        Assert.Equal((RecordKind.Floor, 2L, 1L), (_observer.Records[^1].Kind, _observer.Records[^1].FirstRevision, _observer.Records[^1].Floor));
    }

    [Fact]
    public async Task A_source_that_is_forgotten_may_come_back_as_somebody_new()
    {
        await using IStoreLog log = await OpenAsync();
        long session = (await log.ClaimAsync(A, Owner)).Session;
        await log.AppendAsync([new(Make.Sets("a", 0, 2), session)]);
        await log.ReleaseAsync(A, session);
        Assert.False(await log.AppendForgetAsync([SourceId.Parse("unknown")]));
        Assert.True(await log.AppendForgetAsync([SourceId.Parse("unknown"), A]));
        Assert.False(await log.AppendForgetAsync([A]));
        Assert.Equal((RecordKind.Forget, 3L), (_observer.Records[^1].Kind, _observer.Records[^1].FirstRevision));
        Assert.Equal([A], _observer.Records[^1].Sources);
        Assert.Equal(AppendKind.Superseded, (await log.AppendAsync([new(Make.Set("a", 2, "k", 1), session)]))[0].Kind);
        SourceClaim claim = await log.ClaimAsync(A, Owner with { TokenHash = "other" });
        Assert.Equal((true, 0L), (claim.Granted, claim.ExpectedSeq));
        Assert.Equal(new AppendOutcome(AppendKind.Appended, 4, 1), (await log.AppendAsync([new(Make.Set("a", 0, "k", 9), claim.Session)]))[0]);
        await _observer.DurableAsync(4);
        await log.TrimAsync(4);
        Assert.False((await log.ClaimAsync(A, Owner)).Granted);
    }

    [Fact]
    public async Task A_source_that_somebody_has_open_is_not_forgotten()
    {
        await using IStoreLog log = await OpenAsync();
        long older = (await log.ClaimAsync(A, Owner)).Session;
        long session = (await log.ClaimAsync(A, Owner)).Session;
        await log.AppendAsync([new(Make.Set("a", 0, "k", 1), session)]);
        await log.ReleaseAsync(A, older);
        Assert.False(await log.AppendForgetAsync([A]));
        await log.ReleaseAsync(A, session);
        session = (await log.ClaimAsync(A, Owner)).Session;
        Assert.False(await log.AppendForgetAsync([A]));
        Assert.Equal(AppendKind.Appended, (await log.AppendAsync([new(Make.Set("a", 1, "k", 1), session)]))[0].Kind);
        await log.ReleaseAsync(A, session);
        Assert.True(await log.AppendForgetAsync([A]));
    }

    [Fact]
    public async Task What_was_forgotten_stays_so_over_a_restart()
    {
        var b = SourceId.Parse("b");
        await using (IStoreLog log = await OpenAsync())
        {
            long session = (await log.ClaimAsync(A, Owner)).Session, other = (await log.ClaimAsync(b, Owner)).Session;
            await log.AppendAsync([new(Make.Set("a", 0, "k", 1), session), new(Make.Set("b", 0, "k", 1), other)]);
            await log.ReleaseAsync(A, session);
            await log.ReleaseAsync(b, other);
            await log.AppendForgetAsync([A]);
            await _observer.DurableAsync(3);
            await log.TrimAsync(1);
        }

        await using IStoreLog again = await Log.OpenAsync(Name);
        SourceClaim claim = await again.ClaimAsync(A, Owner with { TokenHash = "other" });
        Assert.Equal((true, 0L), (claim.Granted, claim.ExpectedSeq));
        Assert.False((await again.ClaimAsync(b, Owner with { TokenHash = "other" })).Granted);
        Assert.Equal(1, (await again.ClaimAsync(b, Owner)).ExpectedSeq);
    }

    [Fact]
    public async Task Timestamps_rise_also_over_a_restart()
    {
        await using (IStoreLog log = await OpenAsync())
        {
            long session = (await log.ClaimAsync(A, Owner)).Session;
            await log.AppendAsync([new(Make.Set("a", 0, "k", 1, ts: 100), session)]);
            await _observer.DurableAsync(1);
        }

        await using IStoreLog again = await Log.OpenAsync(Name);
        var observer = new RecordingObserver();
        again.Observe(0, observer);
        await again.AppendAsync([new(Make.Set("a", 1, "k", 1, ts: 5), (await again.ClaimAsync(A, Owner)).Session)]);
        Assert.Equal([100, Math.BitIncrement(100)], observer.Records.Select(record => record.Ts));
    }

    [Fact]
    public async Task Stores_do_not_share_anything()
    {
        await using IStoreLog log = await OpenAsync();
        await using IStoreLog other = await Log.OpenAsync(StoreName.Parse("other"));
        await log.AppendAsync([new(Make.Set("a", 0, "k", 1), (await log.ClaimAsync(A, Owner)).Session)]);
        Assert.Equal(0, other.LastRevision);
        Assert.True((await other.ClaimAsync(A, Owner with { TokenHash = "other" })).Granted);
    }

    [Fact]
    public async Task What_is_deleted_is_gone_for_good_and_its_opening_fenced_off()
    {
        IStoreLog log = await OpenAsync();
        await log.AppendAsync([new(Make.Set("a", 0, "k", 1), (await log.ClaimAsync(A, Owner)).Session)]);
        await _observer.DurableAsync(1);
        Assert.Equal([Name], await Log.ListAsync());
        Assert.True(await Log.DeleteAsync(Name));
        Assert.NotNull(await _observer.Failure);
        await Assert.ThrowsAsync<OperationLogException>(async () => await log.ReadAsync(0, 1));
        Assert.Empty(await Log.ListAsync());
        Assert.False(await Log.DeleteAsync(Name));
        await using IStoreLog again = await Log.OpenAsync(Name);
        Assert.Equal(0, again.LastRevision);
        Assert.Empty(again.EarlierEpochs);
        Assert.True((await again.ClaimAsync(A, Owner with { TokenHash = "other" })).Granted);
        await log.DisposeAsync();
    }

    [Fact]
    public async Task Stores_with_history_are_listed_in_order_whatever_they_are_called()
    {
        string[] names = ["b", "A", "a/b", "..", ".", "~", new string('A', 128), "a.b-c_d"];
        foreach (string name in names)
        {
            await using IStoreLog log = await Log.OpenAsync(StoreName.Parse(name));
            await log.AppendAsync([new(Make.Set("a", 0, "k", 1), (await log.ClaimAsync(A, Owner)).Session)]);
        }

        await using IStoreLog empty = await Log.OpenAsync(StoreName.Parse("empty"));
        Assert.Equal(names.Order(StringComparer.Ordinal), (await Log.ListAsync()).Select(name => name.ToString()));
    }

    [Fact]
    public async Task Syncing_completes_when_a_revision_would_survive()
    {
        await using IStoreLog log = await OpenAsync();
        await log.AppendAsync([new(Make.Set("a", 0, "k", 1), (await log.ClaimAsync(A, Owner)).Session)]);
        await _observer.DurableAsync(1);
        await log.SyncAsync(1);
        Assert.Null(log.Hindrance);
    }

    private async Task<IStoreLog> OpenAsync()
    {
        IStoreLog log = await Log.OpenAsync(Name);
        log.Observe(0, _observer);
        return log;
    }
}
