using System.Net;
using System.Text.Json;
using StoreHub.Client;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Admin;

public sealed class AdminTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new();
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Stores_with_history_are_listed_by_name_a_page_at_a_time()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.DataPath = _folder.Path);
        await using RawClient client = await hub.ConnectAsync();
        foreach (string name in new[] { "b/c", "a", "Z", "b" })
        {
            await client.OpenAsync(name, "s");
            await client.SubmitAsync(name, Make.Set("s", 0, "k", 1));
            await client.NextAsync<AckMessage>();
        }

        await client.OpenReaderAsync("only-looked-at");
        Assert.Equal("""{"stores":[{"name":"Z","isLoaded":true,"revision":1,"subscribers":1},{"name":"a","isLoaded":true,"revision":1,"subscribers":1}],"next":"a"}""", await GetAsync(hub, "?limit=2"));
        Assert.Equal("""{"stores":[{"name":"b","isLoaded":true,"revision":1,"subscribers":1},{"name":"b/c","isLoaded":true,"revision":1,"subscribers":1}],"next":null}""", await GetAsync(hub, "?after=a"));
        Assert.Equal("""{"stores":[],"next":null}""", await GetAsync(hub, "?after=b/c&limit=1000"));
        foreach (string limit in new[] { "0", "1001", "x", "-1" }) Assert.Equal(HttpStatusCode.BadRequest, (await _http.GetAsync(Url(hub, "?limit=" + limit))).StatusCode);
        await using RunningHub memory = await RunningHub.StartAsync();
        Assert.Equal("""{"stores":[],"next":null}""", await GetAsync(memory, ""));
    }

    [Fact]
    public async Task Connections_and_their_subscriptions_are_counted()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        var url = new Uri(hub.Url + "/admin/connections");
        Assert.Equal("""{"connections":0,"subscriptions":0}""", await _http.GetStringAsync(url));
        await using RawClient one = await hub.ConnectAsync();
        RawClient other = await hub.ConnectAsync();
        await one.OpenAsync("a", "s");
        await one.OpenReaderAsync("b");
        await other.OpenReaderAsync("b");
        Assert.Equal("""{"connections":2,"subscriptions":3}""", await _http.GetStringAsync(url));
        await other.DisposeAsync();
        while ((await one.StatusAsync("b")).Subscribers > 1) await Task.Yield();
        Assert.Equal("""{"connections":1,"subscriptions":2}""", await _http.GetStringAsync(url));
    }

    [Theory]
    [InlineData("a/b.c", "a/b.c")]
    [InlineData("a/b.c", "a%2Fb.c")]
    [InlineData("~s", "~s")]
    public async Task Whoever_has_a_deleted_store_open_hears_of_it_and_its_name_begins_anew(string name, string path)
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.DataPath = _folder.Path);
        await using var clients = new StoreHubClient(hub.Url + "/hub");
        HubStore store = await clients.OpenAsync(name);
        store["k"].Value = 1;
        await store.WhenAcknowledgedAsync().WaitAsync(Patience);
        Task<ClientStatus> closed = ClosedAsync(store);
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(hub, path));
        ClientStatus status = await closed.WaitAsync(Patience);
        Assert.Equal((StoreErrorCode.StoreDeleted, $"The store {name} was deleted at the hub."), (status.Reason, status.Message));
        Assert.Equal(HttpStatusCode.NotFound, await DeleteAsync(hub, path));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_folder.Path, "stores")));
        Assert.Empty(Directory.GetDirectories(_folder.Path, "trash-*"));

        await using var other = new StoreHubClient(hub.Url + "/hub");
        HubStore again = await other.OpenAsync(name);
        Assert.Equal((0L, false), (again.Revision, again["k"].Exists));
        again["k"].Value = 2;
        await again.WhenAcknowledgedAsync().WaitAsync(Patience);
        Assert.Equal(1, again.AcknowledgedRevision);
        Assert.Empty(hub.Logs.Errors);
    }

    [Fact]
    public async Task Writers_at_full_speed_are_closed_and_nothing_of_theirs_comes_back()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.DataPath = _folder.Path);
        for (int round = 0; round < 10; round++)
        {
            StoreHubClient[] clients = [.. Enumerable.Range(0, 4).Select(_ => new StoreHubClient(hub.Url + "/hub"))];
            HubStore[] stores = await Task.WhenAll(clients.Select(client => client.OpenAsync("s")));
            Task<ClientStatus>[] closed = [.. stores.Select(ClosedAsync)];
            var under = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task[] writing = [.. stores.Select((store, who) => Task.Run(async () =>
            {
                for (int i = 0; store.Status.State != ClientState.Closed; i++)
                {
                    try
                    {
                        store["k" + who].Value = i;
                        if (i % 50 == 49) await store.WhenAcknowledgedAsync();
                        if (i == 100) under.TrySetResult();
                    }
                    catch (StoreException)
                    {
                        return;
                    }
                }
            }))];
            await under.Task.WaitAsync(Patience);
            Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(hub, "s"));
            foreach (Task<ClientStatus> one in closed) Assert.Equal(StoreErrorCode.StoreDeleted, (await one.WaitAsync(Patience)).Reason);
            await Task.WhenAll(writing).WaitAsync(Patience);
            foreach (StoreHubClient client in clients) await client.DisposeAsync();
            Assert.Equal("""{"stores":[],"next":null}""", await GetAsync(hub, ""));
        }

        Assert.Empty(hub.Logs.Errors);
    }

    [Fact]
    public async Task What_cannot_be_deleted_goes_on()
    {
        var log = new HeldLog { FailsAtDeletion = true };
        await using RunningHub hub = await RunningHub.StartAsync(log: log);
        await using RawClient client = await hub.ConnectAsync();
        await client.OpenAsync("s", "a");
        await client.SubmitAsync("s", Make.Set("a", 0, "k", 1));
        using HttpResponseMessage response = await _http.DeleteAsync(Url(hub, "/s"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("The disk is gone.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        ClosedMessage closed = await client.NextAsync<ClosedMessage>();
        Assert.Equal((StoreErrorCode.StoreFailed, true), (closed.Code, closed.Reconnect));
        Assert.Equal(1, (await client.OpenAsync("s", "a")).Revision);
        log.FailsAtDeletion = false;
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(hub, "s"));
        Assert.Equal((StoreErrorCode.StoreDeleted, false), await NextEndAsync(client));
    }

    [Fact]
    public async Task A_folder_that_vanished_is_said_so_and_nothing_is_called_deleted()
    {
        string path = Path.Combine(_folder.Path, "data");
        await using RunningHub hub = await RunningHub.StartAsync(options => options.DataPath = path);
        await using RawClient client = await hub.ConnectAsync();
        await client.OpenAsync("s", "a");
        await client.SubmitAsync("s", Make.Set("a", 0, "k", 1));
        await client.NextAsync<AckMessage>();
        Directory.Move(path, path + "-away");
        foreach (HttpResponseMessage response in new[] { await _http.GetAsync(Url(hub, "")), await _http.DeleteAsync(Url(hub, "/s")) })
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Contains("was removed or is another one now", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _http.GetAsync(new Uri(hub.Url + "/health/ready"))).StatusCode);
        Directory.Move(path + "-away", path);
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(new Uri(hub.Url + "/health/ready"))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(hub, "s"));
    }

    [Theory]
    [InlineData("own", HttpStatusCode.OK)]
    [InlineData("https://app.example.org", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    public async Task Pages_of_other_origins_are_kept_out_though_they_may_use_the_hub(string origin, HttpStatusCode expected)
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.AllowedOrigins.Add("https://app.example.org"));
        using var request = new HttpRequestMessage(HttpMethod.Get, Url(hub, ""));
        request.Headers.Add("Origin", origin == "own" ? hub.Url : origin);
        using HttpResponseMessage response = await _http.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task The_program_has_admin_calls_only_with_a_token_and_for_who_brings_it()
    {
        await using ServerProcess without = ServerProcess.Start("--urls", "http://127.0.0.1:0", "--data", "memory");
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync(new Uri(await without.ListeningAsync() + "/admin/stores"))).StatusCode);
        await using ServerProcess server = ServerProcess.Start("--urls", "http://127.0.0.1:0", "--data", "memory", "--set", "StoreHub:AdminToken=0123456789abcdef");
        string url = await server.ListeningAsync() + "/admin/stores";
        foreach ((string? authorization, HttpStatusCode expected) in new[]
        {
            (null, HttpStatusCode.Unauthorized), ("Bearer 0123456789abcdeF", HttpStatusCode.Unauthorized), ("Bearer ", HttpStatusCode.Unauthorized),
            ("Basic 0123456789abcdef", HttpStatusCode.Unauthorized), ("Bearer 0123456789abcdef", HttpStatusCode.OK), ("bearer 0123456789abcdef", HttpStatusCode.OK),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using HttpResponseMessage response = await _http.SendAsync(request);
            Assert.True(response.StatusCode == expected, $"{authorization}: {response.StatusCode}");
        }

        using var delete = new HttpRequestMessage(HttpMethod.Delete, url + "/s");
        Assert.Equal(HttpStatusCode.Unauthorized, (await _http.SendAsync(delete)).StatusCode);
        await using ServerProcess weak = ServerProcess.Start("--urls", "http://127.0.0.1:0", "--data", "memory", "--set", "StoreHub:AdminToken=tooshort");
        Assert.Equal(1, await weak.ExitAsync());
        Assert.Contains("AdminToken", weak.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("tooshort", weak.Errors, StringComparison.Ordinal);
    }

    private static Uri Url(RunningHub hub, string rest) => new(hub.Url + "/admin/stores" + rest);

    private static async Task<(StoreErrorCode Code, bool Reconnect)> NextEndAsync(RawClient client)
    {
        ClosedMessage closed = await client.NextAsync<ClosedMessage>();
        return (closed.Code, closed.Reconnect);
    }

    private static Task<ClientStatus> ClosedAsync(HubStore store)
    {
        var closed = new TaskCompletionSource<ClientStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        store.StatusChanged += (_, status) =>
        {
            if (status.State == ClientState.Closed) closed.TrySetResult(status);
        };
        return closed.Task;
    }

    private async Task<string> GetAsync(RunningHub hub, string query)
    {
        string text = await _http.GetStringAsync(Url(hub, query));
        using (JsonDocument.Parse(text)) return text;
    }

    private async Task<HttpStatusCode> DeleteAsync(RunningHub hub, string path)
    {
        using HttpResponseMessage response = await _http.DeleteAsync(Url(hub, "/" + path));
        return response.StatusCode;
    }
}
