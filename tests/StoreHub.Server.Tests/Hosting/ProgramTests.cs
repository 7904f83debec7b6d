using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Hosting;

public sealed partial class ProgramTests
{
    [Fact]
    public async Task It_says_where_it_listens_serves_and_ends_cleanly_on_a_signal()
    {
        await using ServerProcess server = ServerProcess.Start("--urls", "http://localhost:0", "--data", "memory");
        string line = await server.NextLineAsync();
        Match match = ListeningLine().Match(line);
        Assert.True(match.Success, line);
        string url = match.Groups[1].Value;
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(url + "/health/ready"))).StatusCode);
        await using RawClient client = await RawClient.ConnectAsync(new Uri(url.Replace("http:", "ws:", StringComparison.Ordinal) + "/hub"), json: true);
        Assert.Null((await client.OpenAsync("s", "a")).Error);
        server.Terminate();
        Assert.Equal(StoreErrorCode.ShuttingDown, (await client.NextAsync<ClosedMessage>()).Code);
        Assert.Equal(0, await server.ExitAsync());
        Assert.Equal("", server.Errors);
    }

    [Fact]
    public async Task A_second_hub_on_a_data_folder_refuses_and_says_who_has_it()
    {
        using var folder = new TempFolder();
        await using ServerProcess first = ServerProcess.Start("--urls", "http://127.0.0.1:0", "--data", folder.Path);
        Assert.Contains($"state in {folder.Path}, durability sync", await first.NextLineAsync(), StringComparison.Ordinal);
        await using ServerProcess second = ServerProcess.Start("--urls", "http://127.0.0.1:0", "--data", folder.Path);
        Assert.Equal(1, await second.ExitAsync());
        Assert.Contains($"process {first.Id} on ", second.Errors, StringComparison.Ordinal);
        Assert.Contains(folder.Path, second.Errors, StringComparison.Ordinal);
        first.Kill();
        await first.ExitAsync();
        await using ServerProcess third = ServerProcess.Start("--urls", "http://127.0.0.1:0", "--data", folder.Path);
        Assert.StartsWith("StoreHub is listening", await third.NextLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_said_so()
    {
        using var folder = new TempFolder();
        string file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await using ServerProcess server = ServerProcess.Start("--urls", "http://127.0.0.1:0", "--data", Path.Combine(file, "data"));
        Assert.Equal(1, await server.ExitAsync());
        Assert.Contains(file, server.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", server.Errors + server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_the_options()
    {
        await using ServerProcess server = ServerProcess.Start("--help");
        Assert.Equal(0, await server.ExitAsync());
        Assert.Contains("--urls", server.Output, StringComparison.Ordinal);
        Assert.Contains("http://localhost:5080", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_is_a_version()
    {
        await using ServerProcess server = ServerProcess.Start("--version");
        Assert.Equal(0, await server.ExitAsync());
        Assert.Matches(@"^\d+\.\d+\.\d+", server.Output);
    }

    [Theory]
    [InlineData("--nonsense", "--nonsense")]
    [InlineData("--set", "--set")]
    [InlineData("--set=noassignment", "noassignment")]
    [InlineData("--set=StoreHub:MaxTailBytes=1", "MaxTailBytes")]
    [InlineData("--set=StoreHub:AllowedOrigins:0=nowhere", "nowhere")]
    [InlineData("--urls=nonsense", "nonsense")]
    public async Task What_is_wrong_is_said_in_few_words(string argument, string named)
    {
        await using ServerProcess server = ServerProcess.Start("--data", "memory", argument);
        Assert.NotEqual(0, await server.ExitAsync());
        Assert.Contains(named, server.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", server.Errors + server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_said_so()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using ServerProcess server = ServerProcess.Start("--urls", $"http://127.0.0.1:{port}", "--data", "memory");
        Assert.Equal(1, await server.ExitAsync());
        Assert.Contains("in use", server.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", server.Errors + server.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^StoreHub is listening on (http://127\.0\.0\.1:[1-9]\d*) \(hub /hub, health /health/live and /health/ready; state in memory, gone with the process\)\. Press Ctrl\+C to stop\.$")]
    private static partial Regex ListeningLine();
}
