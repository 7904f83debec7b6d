using StoreHub.Replicas;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Commands;

public sealed class VerifyCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_whole_folder_is_described_and_nothing_in_it_changes()
    {
        SettledState cart = await StoredStore.WriteAsync(_folder.Path, "cart", 100, seed: 1);
        SettledState long_ = await StoredStore.WriteAsync(_folder.Path, new string('L', 120), 10, seed: 2, snapshot: false);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "stores", "store-empty"));
        Directory.CreateDirectory(Path.Combine(_folder.Path, "trash-x"));
        await File.WriteAllTextAsync(Path.Combine(StoreFolderOf("cart"), "snapshot.bin.new"), "x");
        await File.AppendAllTextAsync(Directory.GetFiles(StoreFolderOf("cart"), "*.log").Order().Last(), "torn");
        Dictionary<string, string> before = Files();

        CommandRun run = await CommandRun.RunAsync("verify", "--data", _folder.Path);

        Assert.Equal("", run.Errors);
        Assert.Equal(0, run.Exit);
        Assert.Matches($@"(?m)^cart: revisions \d+-{cart.Revision}, \d+ segments, \d+ bytes, snapshot at \d+, 2 sources, state hash {cart.ComputeHash()}, torn end of 4 bytes", run.Output);
        Assert.Matches($@"(?m)^L{{120}}: revisions 1-{long_.Revision}, .*, no snapshot, 2 sources, state hash {long_.ComputeHash()}$", run.Output);
        Assert.Contains("\nempty: nothing in it\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("trash-x (the hub removes it)", run.Output, StringComparison.Ordinal);
        Assert.Contains("snapshot.bin.new (the hub removes it)", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n2 stores whole, 0 damaged, 1 without history; \d+ bytes, 2 leftovers\n$", run.Output);
        Assert.Equal(before, Files());

        CommandRun one = await CommandRun.RunAsync("verify", "--data", _folder.Path, "--store", "cart");
        Assert.StartsWith("cart: ", one.Output, StringComparison.Ordinal);
        Assert.Contains("\n1 stores whole, 0 damaged, 0 without history;", one.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0000000003.log", 40)]
    [InlineData("snapshot.bin", 200)]
    public async Task Damage_is_named_by_file_and_byte_and_does_not_hide_the_other_stores(string file, int offset)
    {
        await StoredStore.WriteAsync(_folder.Path, "bad", 60, seed: 3);
        await StoredStore.WriteAsync(_folder.Path, "good", 10, seed: 4);
        string path = Path.Combine(StoreFolderOf("bad"), file);
        if (!File.Exists(path)) path = Directory.GetFiles(StoreFolderOf("bad"), "*.log").Order().First();
        byte[] bytes = await File.ReadAllBytesAsync(path);
        bytes[offset] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);

        CommandRun run = await CommandRun.RunAsync("verify", "--data", _folder.Path);

        Assert.Equal(1, run.Exit);
        Assert.Contains("bad: DAMAGED\n", run.Output, StringComparison.Ordinal);
        Assert.Matches($@"\n  {path}, byte \d+: .+\n  Restore ", run.Output);
        Assert.Contains("\ngood: revisions 1-", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n1 stores whole, 1 damaged, 0 without history;", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_lost_its_snapshot_is_damaged()
    {
        await StoredStore.WriteAsync(_folder.Path, "s", 60, seed: 5);
        File.Delete(Path.Combine(StoreFolderOf("s"), "snapshot.bin"));
        CommandRun run = await CommandRun.RunAsync("verify", "--data", _folder.Path);
        Assert.Equal(1, run.Exit);
        Assert.Contains("there is no snapshot of what came before", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_not_made()
    {
        string missing = Path.Combine(_folder.Path, "missing");
        CommandRun run = await CommandRun.RunAsync("verify", "--data", missing);
        Assert.Equal((2, $"There is no folder '{missing}'.\n"), (run.Exit, run.Errors));
        Assert.False(Directory.Exists(missing));

        CommandRun other = await CommandRun.RunAsync("verify", "--data", _folder.Path);
        Assert.Equal(2, other.Exit);
        Assert.Contains("is no data folder of a hub", other.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));

        Directory.CreateDirectory(Path.Combine(_folder.Path, "stores"));
        CommandRun store = await CommandRun.RunAsync("verify", "--data", _folder.Path, "--store", "s");
        Assert.Equal((2, $"There is no store s in '{_folder.Path}'.\n"), (store.Exit, store.Errors));
    }

    [Fact]
    public async Task A_folder_that_a_hub_has_is_refused_and_the_hub_is_named()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.DataPath = _folder.Path);
        foreach (string[] arguments in new[] { new[] { "verify" }, ["export", "--store", "s"], ["import"] })
        {
            CommandRun run = await CommandRun.RunAsync([.. arguments, "--data", _folder.Path]);
            Assert.Equal(2, run.Exit);
            Assert.Contains($"belongs to another hub, process {Environment.ProcessId} on {Environment.MachineName} since ", run.Errors, StringComparison.Ordinal);
        }
    }

    private string StoreFolderOf(string name) => Path.Combine(_folder.Path, "stores", "store-" + name);

    // but for the lock
    private Dictionary<string, string> Files() => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories)
        .Where(static path => Path.GetFileName(path) is not ("storehub.lock" or "storehub.holder")).ToDictionary(static path => path, static path => Convert.ToHexString(File.ReadAllBytes(path)));
}
