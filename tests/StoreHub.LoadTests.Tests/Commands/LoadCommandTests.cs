using System.Text.Json;

namespace StoreHub.LoadTests.Tests.Commands;

/// <summary>The tool as a process, the hub as another, over real sockets.</summary>
public sealed class LoadCommandTests : IDisposable
{
    private readonly string _json = Path.GetTempFileName();
    private readonly string _html = Path.GetTempFileName();

    public void Dispose()
    {
        File.Delete(_json);
        File.Delete(_html);
    }

    [Theory]
    [InlineData("messagepack")]
    [InlineData("json")]
    public async Task All_kinds_of_writes_converge_though_connections_are_cut_and_readers_stall(string protocol)
    {
        (int exitCode, string output, string errors) = await LoadTestProcess.RunAsync(
            "load", "--protocol", protocol, "--clients", "4", "--writers", "3", "--sinks", "3", "--slow", "2", "--seconds", "1.5", "--warmup", "0.5", "--churn", "4",
            "--operation-mix", "set=5,delete,increment=2,push=2,splice=2,map-set,set-add", "--json", _json, "--html", _html);
        Assert.True(exitCode == 0, output + errors);
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(_json));
        JsonElement root = json.RootElement;
        Assert.True(root.GetProperty("converged").GetBoolean());
        Assert.Equal((0, 0), (root.GetProperty("lost").GetInt64(), root.GetProperty("duplicated").GetInt64()));
        foreach (string field in (string[])["operationsPerSecond", "deliveriesPerSecond", "hubCpuMicrosPerDelivery", "hubBytesPerIdleConnection", "wireBytesPerDelivery"])
            Assert.True(root.GetProperty(field).GetDouble() > 0, field);
        foreach (string latency in (string[])["latencyMs", "ackLatencyMs"])
        {
            foreach (string figure in (string[])["p50", "p90", "p99", "p999", "max"]) Assert.True(root.GetProperty(latency).GetProperty(figure).GetDouble() > 0, figure);
        }

        Assert.StartsWith("<!DOCTYPE html", await File.ReadAllTextAsync(_html), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Many_stores_are_spread_over_connections_and_written_at_a_rate()
    {
        (int exitCode, string output, string errors) = await LoadTestProcess.RunAsync(
            "load", "--clients", "6", "--writers", "2", "--stores", "30", "--stores-per-connection", "10", "--rate", "200", "--seconds", "4", "--warmup", "0.5", "--value-bytes", "1000", "--json", _json);
        Assert.True(exitCode == 0, output + errors);
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(_json));
        // a stall of the machine shifts writes into or out of what is measured
        Assert.InRange(json.RootElement.GetProperty("operationsPerSecond").GetDouble(), 180, 240);
    }

    [Fact]
    public async Task Targets_are_compared_under_the_same_load()
    {
        (int exitCode, string output, string errors) = await LoadTestProcess.RunAsync(
            "compare", "--rounds", "1", "--clients", "3", "--writers", "2", "--sinks", "3", "--seconds", "0.5", "--warmup", "0.3", "--json", _json, "--html", _html);
        Assert.True(exitCode == 0, output + errors);
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(_json));
        JsonElement[] runs = [.. json.RootElement.GetProperty("runs").EnumerateArray()];
        Assert.Equal(
            ["storehub messagepack", "storehub json", "signalr messagepack", "signalr json", "websocket raw"],
            runs.Select(static run => $"{run.GetProperty("target").GetString()} {run.GetProperty("protocol").GetString()}"));
        Assert.All(runs, static run =>
        {
            Assert.True(run.GetProperty("hubCpuMicrosPerDelivery").GetDouble() > 0);
            Assert.True(run.GetProperty("latencyMs").GetProperty("count").GetInt64() > 0);
        });
    }

    [Fact]
    public async Task Who_joins_late_gets_the_state_and_not_its_history()
    {
        (int exitCode, string output, string errors) = await LoadTestProcess.RunAsync(
            "join", "--keys", "1000", "--operations", "30000", "--joins", "3", "--missed", "50", "--json", _json);
        Assert.True(exitCode == 0, output + errors);
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(_json));
        JsonElement root = json.RootElement;
        Assert.True(root.GetProperty("converged").GetBoolean());
        Assert.InRange(root.GetProperty("joinBytes").GetInt64(), 1000 * 4, 1000 * 16);
        Assert.InRange(root.GetProperty("reconnectBytes").GetInt64(), 50 * 10, 50 * 60);
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("none")]
    public async Task A_hub_on_a_disk_is_loaded_and_its_folder_goes_with_the_run(string durability)
    {
        string[] before = Folders();
        (int exitCode, string output, string errors) = await LoadTestProcess.RunAsync(
            "load", "--durability", durability, "--clients", "2", "--writers", "1", "--seconds", "1", "--warmup", "0.3", "--json", _json);
        Assert.True(exitCode == 0, output + errors);
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(_json));
        Assert.Equal(durability, json.RootElement.GetProperty("durability").GetString());
        Assert.True(json.RootElement.GetProperty("diskBytes").GetInt64() > 1000);
        Assert.True(json.RootElement.GetProperty("acknowledgedPerSecond").GetDouble() > 10);
        Assert.Empty(Folders().Except(before));
    }

    [Fact]
    public async Task Hubs_that_share_a_Redis_agree_though_connections_are_cut()
    {
        Assert.SkipUnless(HasRedis, "redis-server is not installed here.");
        string[] before = Folders();
        (int exitCode, string output, string errors) = await LoadTestProcess.RunAsync(
            "load", "--hubs", "2", "--redis", "auto", "--clients", "6", "--writers", "4", "--stores", "2", "--sinks", "2", "--seconds", "1.5", "--warmup", "0.5", "--churn", "4",
            "--operation-mix", "set=5,delete,increment=2,push=2,splice=2,map-set,set-add", "--json", _json);
        Assert.True(exitCode == 0, output + errors);
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(_json));
        JsonElement root = json.RootElement;
        Assert.True(root.GetProperty("converged").GetBoolean());
        Assert.Equal((2, "redis always"), (root.GetProperty("hubs").GetInt32(), root.GetProperty("durability").GetString()));
        Assert.True(root.GetProperty("redisCores").GetDouble() > 0);
        Assert.True(root.GetProperty("acknowledgedPerSecond").GetDouble() > 0);
        Assert.Empty(Folders().Except(before));
    }

    [Fact]
    public async Task A_killed_hub_comes_back_with_what_was_written()
    {
        (int exitCode, string output, string errors) = await LoadTestProcess.RunAsync("recover", "--keys", "500", "--operations", "25000", "--starts", "2", "--json", _json);
        Assert.True(exitCode == 0, output + errors);
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(_json));
        JsonElement root = json.RootElement;
        Assert.True(root.GetProperty("converged").GetBoolean());
        Assert.InRange(root.GetProperty("diskBytes").GetInt64(), 25_000, 25_000 * 60);
        // so small a store is lost in what else the process has come to hold meanwhile
        Assert.InRange(root.GetProperty("unloadedHeapBytes").GetInt64(), 1, root.GetProperty("loadedHeapBytes").GetInt64() + (1 << 20));
        Assert.True(root.GetProperty("startToLiveMs").GetProperty("p50").GetDouble() > 0);
    }

    [Theory]
    [InlineData("--durability", "load", "--durability", "eternal")]
    [InlineData("--durability", "load", "--durability", "sync", "--url", "http://127.0.0.1:1/hub")]
    [InlineData("--durability", "recover", "--durability", "memory")]
    [InlineData("--hubs", "load", "--hubs", "2")]
    [InlineData("--hubs", "load", "--hubs", "2", "--redis", "auto", "--url", "http://127.0.0.1:1/hub")]
    [InlineData("--durability", "load", "--redis", "auto", "--durability", "sync")]
    [InlineData("--appendfsync", "load", "--redis", "localhost:6379", "--appendfsync", "no")]
    [InlineData("--appendfsync", "load", "--redis", "auto", "--appendfsync", "sometimes")]
    [InlineData("--writers", "load", "--clients", "2", "--writers", "3")]
    [InlineData("--rate", "load", "--rate", "fast")]
    [InlineData("--seconds", "load", "--seconds", "-1")]
    [InlineData("overwrite", "load", "--operation-mix", "overwrite=1")]
    [InlineData("--pin", "load", "--pin", "--url", "http://127.0.0.1:1/hub")]
    [InlineData("socket.io", "compare", "--targets", "storehub,socket.io")]
    [InlineData("--keys", "join", "--keys", "0")]
    public async Task What_cannot_be_asked_for_is_named_and_exits_with_2(string named, params string[] arguments)
    {
        (int exitCode, string output, string errors) = await LoadTestProcess.RunAsync(arguments);
        Assert.Equal(2, exitCode);
        Assert.Contains(named, output + errors, StringComparison.Ordinal);
    }

    private static bool HasRedis => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(static folder => File.Exists(Path.Combine(folder, "redis-server")));

    private static string[] Folders() => Directory.GetDirectories(Path.GetTempPath(), "storehub-load-*");

    [Fact]
    public async Task A_hub_that_is_not_there_is_named_and_exits_with_1()
    {
        (int exitCode, string output, string errors) = await LoadTestProcess.RunAsync("load", "--url", "http://127.0.0.1:1/hub", "--seconds", "1");
        Assert.Equal(1, exitCode);
        Assert.Contains("http://127.0.0.1:1/hub", output + errors, StringComparison.Ordinal);
    }
}
