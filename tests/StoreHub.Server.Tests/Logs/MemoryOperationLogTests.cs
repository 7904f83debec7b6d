using StoreHub.Operations;
using StoreHub.Server.Logs;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Logs;

public sealed class MemoryOperationLogTests : OperationLogContract
{
    private readonly MemoryOperationLog _log = new(TimeProvider.System, TimeSpan.FromSeconds(1));

    protected override IOperationLog Log => _log;

    [Fact]
    public async Task What_was_only_looked_at_leaves_nothing_behind()
    {
        var source = SourceId.Parse("a");
        IStoreLog log = await _log.OpenAsync(Name);
        SourceClaim claim = await log.ClaimAsync(source, new SourceOwner("", "one"));
        await log.ReleaseAsync(source, claim.Session);
        SourceClaim other = await log.ClaimAsync(source, new SourceOwner("", "two"));
        Assert.True(other.Granted);
        Assert.Equal(AppendKind.Superseded, (await log.AppendAsync([new(Make.Set("a", 0, "k", 1), claim.Session)]))[0].Kind);
        await log.DisposeAsync();
        Assert.Equal(0, _log.Count);

        IStoreLog fenced = await _log.OpenAsync(Name);
        await using IStoreLog again = await _log.OpenAsync(Name);
        await fenced.DisposeAsync();
        Assert.Equal(1, _log.Count);
        Assert.True((await again.ClaimAsync(source, new SourceOwner("", "three"))).Granted);
    }

    [Fact]
    public async Task What_is_lost_ends_the_epoch_where_history_still_stands()
    {
        IStoreLog old = await _log.OpenAsync(Name);
        var owner = new SourceOwner("", "");
        long session = (await old.ClaimAsync(SourceId.Parse("a"), owner)).Session;
        await old.AppendAsync([new(Make.Sets("a", 0, 2), session), new(Make.Sets("a", 2, 2), session)]);
        _log.Lose(Name, 2);
        IStoreLog log = await _log.OpenAsync(Name);
        Assert.Equal([new EpochEnd(old.Epoch, 2)], log.EarlierEpochs);
        Assert.Equal(2, log.LastRevision);
        Assert.Equal(2, (await log.ClaimAsync(SourceId.Parse("a"), owner)).ExpectedSeq);
    }
}
