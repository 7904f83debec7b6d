using StoreHub.Client.Tests.Testing;

namespace StoreHub.Client.Tests.Persistence;

public sealed class FolderNamesTests
{
    [Fact]
    public async Task Any_name_can_be_kept_and_each_keeps_its_own()
    {
        using TemporaryFolder data = new();
        string[] names = ["a", "A", "a/b", "a/B", ".", "..", new string('/', 128), new string('Z', 128)];
        for (int life = 0; life < 2; life++)
        {
            await using StoreHubClient client = Clients.Connect(new Uri("http://127.0.0.1:1/hub"), dataPath: data.Path);
            foreach (string name in names)
            {
                HubStore store = await client.OpenAsync(name);
                if (life == 0) store["name"].Value = name;
                else Assert.Equal(name, store["name"].Value.AsString());
            }
        }
    }

    [Fact]
    public async Task A_folder_that_keeps_another_store_is_refused()
    {
        using TemporaryFolder data = new();
        await using StoreHubClient client = Clients.Connect(new Uri("http://127.0.0.1:1/hub"), dataPath: data.Path);
        await using (HubStore store = await client.OpenAsync("one")) store["a"].Value = 1;
        Directory.Move(Path.Combine(data.Path, "store-one"), Path.Combine(data.Path, "store-two"));
        StoreException refusal = await Assert.ThrowsAsync<StoreException>(() => client.OpenAsync("two"));
        Assert.Equal(StoreErrorCode.StorageDamaged, refusal.Code);
        Assert.Contains("'one', not 'two'", refusal.Message, StringComparison.Ordinal);
    }
}
