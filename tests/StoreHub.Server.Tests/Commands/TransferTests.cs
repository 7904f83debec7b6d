using System.Text;
using StoreHub.Protocol.Messages;
using StoreHub.Replicas;
using StoreHub.Server.Tests.Testing;
using StoreHub.Tests;

namespace StoreHub.Server.Tests.Commands;

/// <summary>Export and import: the same store elsewhere, or nothing.</summary>
public sealed class TransferTests : IDisposable
{
    private static readonly string Token = new('t', 16);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string From => Path.Combine(_folder.Path, "from");

    private string To => Path.Combine(_folder.Path, "to");

    private string Exported => Path.Combine(_folder.Path, "store.jsonl");

    [Fact]
    public async Task A_store_with_every_kind_of_operation_comes_back_as_it_was()
    {
        int seed = Fuzz.Seed();
        for (int round = 0; round < Fuzz.Rounds(20); round++)
        {
            string name = $"a/B.{round}";
            SettledState state = await StoredStore.WriteAsync(From, name, 40 + round, seed + round, snapshot: round % 3 > 0);
            CommandRun export = await ExportAsync(name);
            Assert.True(export.Exit == 0, export.Errors);
            CommandRun import = await ImportAsync();
            Assert.True(import.Exit == 0, $"STOREHUB_FUZZ_SEED={seed}: {import.Errors}");
            Assert.Equal(export.Errors.Replace("Exported", "Imported", StringComparison.Ordinal), import.Errors);
            Assert.Contains(state.ComputeHash().ToString(), import.Errors, StringComparison.Ordinal);
            // the import's own export differs by the epoch alone: snapshot, records, owners and tables are the same
            string[] first = await File.ReadAllLinesAsync(Exported);
            await File.WriteAllTextAsync(Exported, "an earlier export");
            Assert.Equal(0, (await CommandRun.RunAsync("export", "--data", To, "--store", name, "--out", Exported)).Exit);
            string[] second = await File.ReadAllLinesAsync(Exported);
            Assert.NotEqual(first[0], second[0]);
            Assert.Equal(first[1..], second[1..]);
        }

        Assert.Empty(Directory.GetFiles(_folder.Path, "*.new", SearchOption.AllDirectories));
        Assert.Equal(0, (await CommandRun.RunAsync("verify", "--data", To)).Exit);
    }

    [Fact]
    public async Task A_client_goes_on_at_a_hub_with_the_imported_store()
    {
        string epoch, hash;
        await using (RunningHub hub = await RunningHub.StartAsync(options => (options.DataPath, options.MaxTailOperations) = (From, 20)))
        await using (RawClient client = await hub.ConnectAsync())
        {
            epoch = (await client.OpenAsync("s", "a")).Epoch;
            for (int i = 0; i < 100; i++)
            {
                Assert.Null((await client.SubmitAsync("s", Make.Set("a", i, $"k{i % 7}", i))).Error);
                while ((await client.NextAsync<AckMessage>()).Seq < i)
                {
                }
            }

            hash = (await client.StatusAsync("s")).StateHash!;
        }

        Assert.Equal(0, (await ExportAsync("s")).Exit);
        Assert.Equal(0, (await ImportAsync("--store", "moved")).Exit);
        await using RunningHub other = await RunningHub.StartAsync(options => (options.DataPath, options.MaxTailOperations) = (To, 20));
        await using RawClient again = await other.ConnectAsync();
        Assert.Equal(StoreErrorCode.SourceForbidden, (await again.OpenAsync("moved", "a", token: new string('x', 16))).Error!.Code);
        OpenResult opened = await again.OpenAsync("moved", "a", new Cursor(epoch, 100), Token);
        Assert.Null(opened.Error);
        Assert.Equal((100L, 99L, 100L, true), (opened.ExpectedSeq, opened.AcknowledgedSeq, opened.Revision, opened.Delta));
        Assert.NotEqual(epoch, opened.Epoch);
        Assert.Equal(hash, (await again.StatusAsync("moved")).StateHash);
        Assert.Null((await again.SubmitAsync("moved", Make.Set("a", 99, "k1", 99))).Error);
        Assert.Equal(100, (await again.StatusAsync("moved")).Revision);
        Assert.Equal(StoreErrorCode.SequenceConflict, (await again.SubmitAsync("moved", Make.Set("a", 99, "k1", 98))).Error!.Code);
        Assert.Null((await again.SubmitAsync("moved", Make.Set("a", 100, "k1", 1))).Error);
        await using RawClient late = await other.ConnectAsync();
        Assert.False((await late.OpenReaderAsync("moved", new Cursor(epoch, 101))).Delta);
        Assert.Empty(other.Logs.Errors);
    }

    [Fact]
    public async Task A_file_that_is_cut_anywhere_makes_nothing()
    {
        await StoredStore.WriteAsync(From, "s", 12, seed: 1);
        await ExportAsync("s");
        byte[] whole = await File.ReadAllBytesAsync(Exported);
        // without its last line's end it is whole
        for (int length = 0; length < whole.Length - 1; length += length < 400 || whole.Length - length < 400 ? 1 : 37)
        {
            await File.WriteAllBytesAsync(Exported, whole[..length]);
            CommandRun run = await ImportAsync();
            Assert.True(run.Exit == 1, $"Cut at {length} of {whole.Length}: {run.Exit} {run.Errors}");
            Assert.StartsWith("Line ", run.Errors, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(To));
    }

    [Theory]
    [InlineData(0, "\"version\":1", "\"version\":2", "it is of version 2")]
    [InlineData(0, "\"export\"", "\"other\"", "it is no export of a store")]
    [InlineData(0, "\"storehub\"", "\"x\"", "it is no export of a store")]
    [InlineData(0, "\"revision\":", "\"revision\":1", "the first line says")]
    [InlineData(1, "\"a\"", "\"c\"", "nothing says whose the source a is")]
    [InlineData(2, "\"b\"", "\"a\"", "the source a stands twice")]
    [InlineData(3, "\"floor\":", "\"flor\":", "is not known")]
    [InlineData(4, "\"revision\":", "\"revision\":1", "does not follow")]
    [InlineData(4, "{\"kind\":\"transaction\"", "{\"kind\":\"transactio\"", "is not known")]
    [InlineData(-1, "\"records\":", "\"records\":1", "are to stand before it")]
    [InlineData(-1, "\"stateHash\":\"", "\"stateHash\":\"0", "is no state hash")]
    public async Task What_does_not_fit_is_named_by_its_line(int line, string old, string replacement, string said)
    {
        await StoredStore.WriteAsync(From, "s", 12, seed: 1);
        await ExportAsync("s");
        string[] lines = await File.ReadAllLinesAsync(Exported);
        int at = line < 0 ? lines.Length + line : line;
        Assert.Contains(old, lines[at], StringComparison.Ordinal);
        lines[at] = new StringBuilder(lines[at]).Replace(old, replacement, 0, lines[at].IndexOf(old, StringComparison.Ordinal) + old.Length).ToString();
        await File.WriteAllLinesAsync(Exported, lines);
        CommandRun run = await ImportAsync();
        Assert.Equal(1, run.Exit);
        Assert.Matches(@"^Line \d+: ", run.Errors);
        Assert.Contains(said, run.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(To));
    }

    [Fact]
    public async Task A_changed_value_does_not_fit_the_hash()
    {
        await StoredStore.WriteAsync(From, "s", 12, seed: 1);
        await ExportAsync("s");
        await File.WriteAllTextAsync(Exported, (await File.ReadAllTextAsync(Exported)).Replace("\"n\":0", "\"n\":1", StringComparison.Ordinal));
        CommandRun run = await ImportAsync();
        Assert.Equal(1, run.Exit);
        Assert.Contains("the state's hash is to be", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_exists_is_left_alone()
    {
        await StoredStore.WriteAsync(From, "s", 12, seed: 1);
        await ExportAsync("s");
        CommandRun run = await CommandRun.RunAsync("import", "--data", From, "--in", Exported);
        Assert.Equal(2, run.Exit);
        Assert.Contains("The store s exists.", run.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await CommandRun.RunAsync("verify", "--data", From)).Exit);
        Assert.Empty(Directory.GetDirectories(From, "trash-*"));
        Assert.Equal(0, (await CommandRun.RunAsync("import", "--data", From, "--in", Exported, "--store", "t")).Exit);
    }

    [Fact]
    public async Task A_store_that_is_not_there_or_is_damaged_is_not_exported()
    {
        await StoredStore.WriteAsync(From, "s", 12, seed: 1);
        CommandRun missing = await ExportAsync("t");
        Assert.Equal(2, missing.Exit);
        Assert.Contains("There is no store t in", missing.Errors, StringComparison.Ordinal);
        string snapshot = Path.Combine(From, "stores", "store-s", "snapshot.bin");
        byte[] bytes = await File.ReadAllBytesAsync(snapshot);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(snapshot, bytes);
        CommandRun damaged = await ExportAsync("s");
        Assert.Equal(1, damaged.Exit);
        Assert.Contains(snapshot, damaged.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Exported));
    }

    private Task<CommandRun> ExportAsync(string store) => CommandRun.RunAsync("export", "--data", From, "--store", store, "--out", Exported);

    private Task<CommandRun> ImportAsync(params string[] more) => CommandRun.RunAsync(["import", "--data", To, "--in", Exported, .. more]);
}
