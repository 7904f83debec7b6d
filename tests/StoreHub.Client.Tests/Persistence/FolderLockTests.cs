using StoreHub.Client.Tests.Testing;

namespace StoreHub.Client.Tests.Persistence;

public sealed class FolderLockTests : IDisposable
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:1/hub");

    private readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_store_that_another_client_has_is_refused_until_that_one_leaves()
    {
        await using StoreHubClient second = Clients.Connect(Nowhere, dataPath: _data.Path);
        await using (StoreHubClient first = Clients.Connect(Nowhere, dataPath: _data.Path))
        {
            await first.OpenAsync("s");
            StoreException refusal = await Assert.ThrowsAsync<StoreException>(() => second.OpenAsync("s"));
            Assert.Equal(StoreErrorCode.StorageInUse, refusal.Code);
            Assert.Contains(Path.Combine(_data.Path, "store-s"), refusal.Message, StringComparison.Ordinal);
            Assert.Contains($"process {Environment.ProcessId} ", refusal.Message, StringComparison.Ordinal);
            await second.OpenAsync("other");
        }

        Assert.Equal(ClientState.Offline, (await second.OpenAsync("s")).Status.State);
    }

    [Fact]
    public async Task A_store_that_is_just_being_left_is_waited_for()
    {
        await using StoreHubClient client = Clients.Connect(Nowhere, dataPath: _data.Path);
        for (int i = 0; i < 20; i++)
        {
            HubStore store = await client.OpenAsync("s");
            Assert.Equal(i, store.RootNode.Count);
            store[$"k{i}"].Value = i;
            ((Store)store).Dispose();
        }
    }

    [Fact]
    public async Task A_data_path_that_is_none_is_named()
    {
        string path = Path.Combine(_data.Path, "file");
        await File.WriteAllTextAsync(path, "");
        await using StoreHubClient client = Clients.Connect(Nowhere, dataPath: path);
        StoreException refusal = await Assert.ThrowsAsync<StoreException>(() => client.OpenAsync("s"));
        Assert.Equal(StoreErrorCode.StorageFailed, refusal.Code);
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_data_path_nothing_can_be_kept()
    {
        await using StoreHubClient client = Clients.Connect(Nowhere);
        HubStore store = await client.OpenAsync("s");
        Assert.Null(store.PersistenceFailure);
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.WhenPersistedAsync());
    }
}
