using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StoreHub.Server.Tests.Testing;
using StoreHub.Tests.Processes;

namespace StoreHub.Server.Tests.Redis;

/// <summary>A redis-server of a test's own on a free port, in a folder of its own: it may be killed, stopped and started again.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    /// <summary>A Redis to use where none can be started, such as <c>localhost:6379</c>. Tests that kill it are skipped then.</summary>
    public const string Variable = "STOREHUB_TEST_REDIS";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private readonly string[] _settings;
    private Process? _process;

    private RedisServer(int port, string[] settings)
    {
        Port = port;
        _settings = settings;
    }

    public int Port { get; }

    public string Connection => $"127.0.0.1:{Port}";

    /// <summary>Starts one; skips the test where there is no redis-server.</summary>
    public static async Task<RedisServer> StartAsync(params string[] settings)
    {
        Assert.SkipUnless(IsInstalled, "redis-server is not installed here.");
        var server = new RedisServer(FreePort.Take(), settings);
        try
        {
            await server.StartAgainAsync();
            // as one that has been in use: of a new one hubs wait whether others remember what was there
            await server.AgeAsync("storehub:");
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "redis-server")));

    /// <summary>Starts it again, with what it kept.</summary>
    /// <param name="settings">Settings besides those that it always has.</param>
    public async Task StartAgainAsync(params string[] settings)
    {
        _process?.Dispose();
        _process = Process.Start(new ProcessStartInfo(
            "redis-server",
            ["--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _folder.Path, "--save", "", "--appendonly", "yes", "--appendfsync", "always", "--logfile", "redis.log", .. _settings, .. settings]))!;
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                if (await AskAsync(limit.Token, "PING") == "+PONG") return;
            }
            catch (SocketException)
            {
                if (_process.HasExited) throw new InvalidOperationException($"redis-server ended: {await File.ReadAllTextAsync(Path.Combine(_folder.Path, "redis.log"), limit.Token)}");
            }

            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>Hubs with a prefix take it for one that lost nothing lately.</summary>
    public Task AgeAsync(string prefix) => AskAsync("SET", prefix + "incarnation", "old:0");

    /// <summary>Ends it at once.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops it in the middle of what it does, until <see cref="Continue"/>.</summary>
    public void Stop() => _process!.Stop();

    public void Continue() => _process!.Continue();

    /// <summary>The newest part of the append-only file.</summary>
    public string AppendedFile => Directory.GetFiles(Path.Combine(_folder.Path, "appendonlydir"), "*.incr.aof").Order(StringComparer.Ordinal).Last();

    /// <summary>Sends a command on a connection of its own.</summary>
    /// <returns>The first line of the answer.</returns>
    public Task<string> AskAsync(params string[] words) => AskAsync(CancellationToken.None, words);

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) await KillAsync();
        _process?.Dispose();
        _folder.Dispose();
    }

    private async Task<string> AskAsync(CancellationToken cancellationToken, params string[] words)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
        await using NetworkStream stream = client.GetStream();
        await using var writer = new StreamWriter(stream) { NewLine = "\r\n" };
        using var reader = new StreamReader(stream);
        await writer.WriteLineAsync($"*{words.Length}");
        foreach (string word in words)
        {
            await writer.WriteLineAsync($"${word.Length}");
            await writer.WriteLineAsync(word);
        }

        await writer.FlushAsync(cancellationToken);
        return await reader.ReadLineAsync(cancellationToken) ?? "";
    }
}
