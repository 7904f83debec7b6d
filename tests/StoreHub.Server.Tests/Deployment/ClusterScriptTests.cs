using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using StoreHub.Client;
using StoreHub.Server.Tests.Redis;

namespace StoreHub.Server.Tests.Deployment;

/// <summary>The script that runs Redis, hubs and what is in front of them, with all of it real.</summary>
public sealed class ClusterScriptTests
{
    private const string Token = "the-token-of-this-test";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Clients_that_land_on_both_hubs_share_a_store_and_all_ends_with_the_script()
    {
        Assert.SkipUnless(RedisServer.IsInstalled, "redis-server is not installed here.");
        await using ClusterScript cluster = await ClusterScript.StartAsync("--set", $"StoreHub:AdminToken={Token}");
        Assert.Equal(2, cluster.Hubs.Length);
        string[] addresses = cluster.Addresses;
        await using StoreHubClient first = Connect(addresses[0]), second = Connect(addresses[^1]);
        HubStore one = await OpenAsync(first), two = await OpenAsync(second);
        int[] connections = await Task.WhenAll(cluster.Hubs.Select(ConnectionsAsync));
        Assert.Equal([1, 1], connections);

        one["one"].Value = 1;
        two["two"].Value = 2;
        await Task.WhenAll(one.WhenAcknowledgedAsync(), two.WhenAcknowledgedAsync()).WaitAsync(Patience);
        long last = Math.Max(one.AcknowledgedRevision, two.AcknowledgedRevision);
        await Task.WhenAll(one.WhenSettledAsync(last), two.WhenSettledAsync(last)).WaitAsync(Patience);
        Assert.Equal((one.Epoch, one.GetSettledHash()), (two.Epoch, two.GetSettledHash()));
        Assert.Equal((1, 2), (two["one"].Value.AsNumber(), one["two"].Value.AsNumber()));
        if (addresses.Length == 1)
        {
            using var http = new HttpClient();
            Assert.True((await http.GetAsync(new Uri($"{addresses[0]}/health/ready"))).IsSuccessStatusCode);
            Assert.Equal(System.Net.HttpStatusCode.NotFound, (await http.SendAsync(Asking(addresses[0]))).StatusCode);
        }

        int[] processes = cluster.Processes;
        Assert.Equal(addresses.Length == 1 ? 4 : 3, processes.Length);
        Assert.All(processes, static process => Assert.True(IsAlive(process)));
        Assert.True(Directory.Exists(cluster.DataFolder));
        Assert.Equal(0, await cluster.StopAsync());
        Assert.All(processes, static process => Assert.False(IsAlive(process)));
        Assert.False(Directory.Exists(cluster.DataFolder));
    }

    [Theory]
    [InlineData(0, "--appendfsync", "--help")]
    [InlineData(2, "'0'", "--hubs", "0")]
    [InlineData(2, "'70000'", "--port", "70000")]
    [InlineData(2, "'sometimes'", "--appendfsync", "sometimes")]
    [InlineData(2, "--data needs a value", "--data")]
    [InlineData(2, "'--nodes'", "--nodes", "3")]
    public async Task What_it_is_asked_wrongly_is_named_and_exits_with_2(int code, string named, params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script needs bash.");
        (int exitCode, string output) = await ClusterScript.RunAsync(arguments);
        Assert.Equal(code, exitCode);
        Assert.Contains(named, output, StringComparison.Ordinal);
    }

    private static StoreHubClient Connect(string address) => new(new StoreHubClientOptions { Url = new Uri(address + "/hub"), FlushTimeout = TimeSpan.Zero });

    private static async Task<HubStore> OpenAsync(StoreHubClient client)
    {
        HubStore store = await client.OpenAsync("s");
        await store.WhenLiveAsync().WaitAsync(Patience);
        return store;
    }

    private static async Task<int> ConnectionsAsync(string hub)
    {
        using var http = new HttpClient();
        using HttpResponseMessage answer = await http.SendAsync(Asking(hub));
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("connections").GetInt32();
    }

    private static HttpRequestMessage Asking(string address) =>
        new(HttpMethod.Get, new Uri($"{address}/admin/connections")) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Token) } };

    private static bool IsAlive(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
