using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Server.FanOut;
using StoreHub.Server.Hosting;
using StoreHub.Server.Logs;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Testing;
using StoreHub.Server.Topics;

namespace StoreHub.Server.Tests.Stores;

/// <summary>A store whose log fails at the worst moment: everybody who waits hears of it.</summary>
public sealed class HubStoreTests
{
    private static readonly SourceId A = SourceId.Parse("a");

    private readonly HeldLog _log = new();

    [Fact]
    public async Task A_call_behind_an_append_that_fails_is_answered()
    {
        HubStore store = await OpenAsync();
        var subscription = new Subscription(store, null!, A, json: false);
        (Task waits, TaskCompletionSource goOn) = _log.Hold();
        Task<SubmitResult> first = store.SubmitAsync(subscription, [new Submission(Make.Set("a", 0, "k", 0), 0)]);
        await waits.WaitAsync(TimeSpan.FromSeconds(10));
        Task<SubmitResult> second = store.SubmitAsync(subscription, [new Submission(Make.Set("a", 1, "k", 1), 0)]);
        Task<StatusResult> call = store.StatusAsync(hash: false);
        _log.Break();
        goOn.SetResult();
        Assert.Null((await first.WaitAsync(TimeSpan.FromSeconds(10))).Error);
        Assert.Equal(StoreErrorCode.StoreFailed, await CodeAsync(second));
        Assert.Equal(StoreErrorCode.StoreFailed, await CodeAsync(call));
    }

    [Fact]
    public async Task What_opens_while_the_store_fails_is_told()
    {
        HubStore store = await OpenAsync();
        _log.FailAtClaim();
        Task<OpenResult> opening = store.OpenAsync(new OpenArguments(A, new SourceOwner("", "hash"), null, 0), new Subscription(store, null!, A, json: false));
        Assert.Equal(StoreErrorCode.StoreFailed, await CodeAsync(opening));
    }

    [Fact]
    public async Task What_is_submitted_to_a_store_that_failed_is_told_to_open_again()
    {
        HubStore store = await OpenAsync();
        _log.Fail();
        Task<SubmitResult> submission = store.SubmitAsync(new Subscription(store, null!, A, json: false), [new Submission(Make.Set("a", 0, "k", 0), 0)]);
        Assert.Equal(StoreErrorCode.NotOpen, await CodeAsync(submission));
    }

    [Fact]
    public async Task The_hash_is_that_of_the_revision()
    {
        HubStore store = await OpenAsync();
        string?[] hashes = new string?[3];
        hashes[0] = (await store.StatusAsync(hash: true)).StateHash;
        await store.SubmitAsync(new Subscription(store, null!, A, json: false), [new Submission(Make.Set("a", 0, "k", 0), 0)]);
        hashes[1] = (await store.StatusAsync(hash: true)).StateHash;
        _log.Sync(1);
        hashes[2] = (await store.StatusAsync(hash: true)).StateHash;
        Assert.Equal(hashes[0], hashes[1]);
        Assert.NotEqual(hashes[1], hashes[2]);
    }

    private static async Task<StoreErrorCode> CodeAsync(Task task) =>
        (await Assert.ThrowsAsync<StoreException>(() => task.WaitAsync(TimeSpan.FromSeconds(10)))).Code;

    private Task<HubStore> OpenAsync()
    {
        var services = new StoreServices(_log, new MemorySnapshotStore(), new LocalTopicRelay(TimeProvider.System), TimeProvider.System, Options.Create(new StoreHubOptions()), NullLogger<HubStore>.Instance);
        return HubStore.OpenAsync(StoreName.Parse("s"), services, TestContext.Current.CancellationToken);
    }
}
