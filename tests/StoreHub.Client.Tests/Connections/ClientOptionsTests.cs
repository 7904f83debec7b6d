using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using StoreHub.Client.Connections;
using StoreHub.Client.Tests.Testing;

namespace StoreHub.Client.Tests.Connections;

public sealed class ClientOptionsTests
{
    [Theory]
    [InlineData("not an address")]
    [InlineData("hub")]
    [InlineData("ftp://example.org/hub")]
    public void An_address_that_is_none_is_named(string url)
    {
        ArgumentException refusal = Assert.ThrowsAny<ArgumentException>(() => new StoreHubClient(url));
        Assert.Contains(url.StartsWith("ftp", StringComparison.Ordinal) ? "ftp" : url, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_out_of_its_range_is_named()
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => new StoreHubClient(new StoreHubClientOptions { Url = new Uri("http://localhost/hub"), ReconnectDelay = TimeSpan.Zero }));
        Assert.Contains("ReconnectDelay", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_may_bring_its_own_connection()
    {
        await using TestHub hub = await TestHub.StartAsync();
        HubConnection connection = HubConnections.Create(new StoreHubClientOptions { Url = hub.Url });
        await using var client = new StoreHubClient(new StoreHubClientOptions { Connection = connection });
        HubStore store = await client.OpenAsync("s");
        store["a"].Value = 1;
        await Clients.RequireConvergedAsync(store);
    }

    [Fact]
    public void Waits_between_attempts_are_random_parts_of_a_bound_that_doubles_up_to_the_most()
    {
        var backoff = new ReconnectBackoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2), new Random(5));
        foreach (double bound in new double[] { 100, 200, 400, 800, 1600, 2000, 2000 })
            Assert.InRange(backoff.Next().TotalMilliseconds, bound * 0.25, bound);
        backoff.Reset();
        Assert.InRange(backoff.Next().TotalMilliseconds, 25, 100);
    }

    [Fact]
    public async Task The_clock_of_the_hub_is_known()
    {
        await using TestHub hub = await TestHub.StartAsync();
        await using StoreHubClient client = Clients.Connect(hub.Url);
        await client.OpenAsync("s");
        Assert.InRange(client.ClockOffset.TotalMilliseconds, -1000, 1000);
    }

    [Fact]
    public async Task Opening_can_be_cancelled()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        await using StoreHubClient client = Clients.Connect(new Uri($"http://127.0.0.1:{((System.Net.IPEndPoint)listener.LocalEndpoint).Port}/hub"));
        using var cancel = new CancellationTokenSource();
        Task<HubStore> opening = client.OpenAsync("s", cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
    }
}
