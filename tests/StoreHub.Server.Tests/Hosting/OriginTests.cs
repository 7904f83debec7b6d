using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StoreHub.Server.Hosting;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Hosting;

public sealed class OriginTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData("own", true)]
    [InlineData("https://app.example.org", true)]
    [InlineData("https://evil.example.org", false)]
    [InlineData("null", false)]
    public async Task Only_allowed_origins_get_a_socket(string? origin, bool allowed)
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.AllowedOrigins.Add("https://app.example.org"));
        var url = new Uri(hub.Url.Replace("http:", "ws:", StringComparison.Ordinal) + "/hub");
        Task<RawClient> connecting = RawClient.ConnectAsync(url, json: true, socket =>
        {
            if (origin is not null) socket.Options.SetRequestHeader("Origin", origin == "own" ? hub.Url : origin);
        });
        if (!allowed)
        {
            await Assert.ThrowsAsync<WebSocketException>(() => connecting);
            return;
        }

        await using RawClient client = await connecting;
        Assert.Null((await client.OpenReaderAsync("s")).Error);
    }

    [Theory]
    [InlineData("https://app.example.org", HttpStatusCode.NoContent)]
    [InlineData("https://evil.example.org", HttpStatusCode.Forbidden)]
    public async Task Preflights_are_answered(string origin, HttpStatusCode expected)
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.AllowedOrigins.Add("https://app.example.org"));
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Options, hub.Url + "/hub/negotiate?negotiateVersion=1");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "x-signalr-user-agent");
        using HttpResponseMessage response = await http.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.NoContent) Assert.Equal(origin, response.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Theory]
    [InlineData("example.org", "http://example.org", HttpStatusCode.OK)]
    [InlineData("Example.org:80", "http://example.ORG", HttpStatusCode.OK)]
    [InlineData("example.org", "https://example.org", HttpStatusCode.OK)]
    [InlineData("example.org:8080", "http://example.org:8080", HttpStatusCode.OK)]
    [InlineData("example.org", "http://example.org:8080", HttpStatusCode.Forbidden)]
    [InlineData("example.org", "http://evil.example.org", HttpStatusCode.Forbidden)]
    public async Task The_hubs_own_pages_may_use_it_on_any_port(string host, string origin, HttpStatusCode expected)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, hub.Url + "/hub/negotiate?negotiateVersion=1");
        Assert.True(request.Headers.TryAddWithoutValidation("Host", host));
        request.Headers.Add("Origin", origin);
        using HttpResponseMessage response = await http.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("foo:99999", "http://foo:99999")]
    [InlineData("foo:99999", "http://foo")]
    [InlineData("", "file:///page.html")]
    public async Task A_host_that_cannot_be_is_nobodys_own(string host, string origin)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        // Kestrel refuses such hosts on HTTP/1.1; other servers and middleware let them through.
        var context = new DefaultHttpContext { RequestServices = hub.Services };
        context.Request.Host = new HostString(host);
        context.Request.Headers.Origin = origin;
        await hub.Services.GetRequiredService<OriginGate>().Before(static _ => throw new InvalidOperationException("It was let through."))(context);
        Assert.Equal(StatusCodes.Status403Forbidden, context.Response.StatusCode);
    }

    [Fact]
    public async Task A_star_allows_all()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.AllowedOrigins.Add("*"));
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, hub.Url + "/hub/negotiate?negotiateVersion=1");
        request.Headers.Add("Origin", "https://anybody.example.org");
        using HttpResponseMessage response = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("https://anybody.example.org", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }
}
