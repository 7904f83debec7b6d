using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Hosting;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Hosting;

public sealed class DrainTests
{
    [Fact]
    public async Task Stopping_tells_every_subscription_to_come_back()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient writer = await hub.ConnectAsync();
        await using RawClient reader = await hub.ConnectAsync(json: true);
        await writer.OpenAsync("one", "a");
        await writer.OpenAsync("two", "a");
        await reader.OpenReaderAsync("one");
        Task stopping = hub.StopAsync();
        ClosedMessage[] closed = [await writer.NextAsync<ClosedMessage>(), await writer.NextAsync<ClosedMessage>(), await reader.NextAsync<ClosedMessage>()];
        Assert.All(closed, message => Assert.Equal((StoreErrorCode.ShuttingDown, true), (message.Code, message.Reconnect)));
        Assert.Equal(["one", "one", "two"], closed.Select(message => message.Store).Order());
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
        await writer.Closed.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Who_does_not_listen_holds_the_end_up_for_a_bounded_time()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.DrainTimeout = TimeSpan.FromSeconds(1));
        await using RawClient writer = await hub.ConnectAsync();
        await using RawClient stalled = await hub.ConnectAsync();
        await writer.OpenAsync("s", "a");
        await stalled.OpenReaderAsync("s");
        stalled.Stall();
        string text = new('x', 200_000);
        for (int i = 0; i < 100; i++) await writer.SubmitAsync("s", Make.Set("a", i, "k", text));
        long start = Stopwatch.GetTimestamp();
        await hub.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Live_and_ready_until_it_drains()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(hub.Url + "/health/live"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(hub.Url + "/health/ready"))).StatusCode);
        await hub.Services.GetRequiredService<HubDrain>().DrainAsync();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(hub.Url + "/health/live"))).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync(new Uri(hub.Url + "/health/ready"))).StatusCode);
        await using RawClient late = await hub.ConnectAsync();
        Assert.Equal(StoreErrorCode.ShuttingDown, (await late.OpenReaderAsync("s")).Error!.Code);
    }
}
