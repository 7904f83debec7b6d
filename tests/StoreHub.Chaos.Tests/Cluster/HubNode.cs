using System.Globalization;
using System.Text;
using StoreHub.Server.Hosting;
using StoreHub.Tests.Participants;
using StoreHub.Tests.Processes;

namespace StoreHub.Chaos.Tests.Cluster;

/// <summary>One hub of several, always on the same port: it may be killed, stopped and started again.</summary>
internal sealed class HubNode(int number, string redis, Random random) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly int[] s_tails = [100, 300, 1000];

    private readonly int _tail = s_tails[random.Next(s_tails.Length)];
    private readonly StringBuilder _output = new();
    private HubProcess? _process;

    public int Number => number;

    public int Port { get; } = FreePort.Take();

    public Uri Url => new($"http://127.0.0.1:{Text(Port)}/hub");

    /// <summary>What it said in all its lives.</summary>
    public string Output => _output + _process?.Output;

    /// <summary>Starts it; completes when it takes connections.</summary>
    public async Task StartAsync()
    {
        _output.Append(_process?.Output);
        _process?.Dispose();
        _process = HubProcess.Start(
            typeof(StoreHubOptions).Assembly.Location,
            [
                "--redis", redis, "--urls", $"http://127.0.0.1:{Text(Port)}",
                "--set", $"StoreHub:MaxTailOperations={Text(_tail)}", "--set", "StoreHub:FloorStep=40", "--set", "StoreHub:OfflineGrace=00:00:20",
            ],
            new Dictionary<string, string>());
        if (!await _process.Listening.WaitAsync(Patience)) throw new BrokenPromiseException($"Hub {number} did not start.");
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        int code = await _process.Ended.WaitAsync(Patience);
        if (code != HubProcess.Killed) throw new BrokenPromiseException($"Hub {number} ended by itself, with exit code {code}.");
    }

    public void Stop() => _process!.Stop();

    public void Continue() => _process!.Continue();

    /// <exception cref="BrokenPromiseException">It ended by itself.</exception>
    public void RequireRunning()
    {
        if (_process!.Ended.IsCompleted) throw new BrokenPromiseException($"Hub {number} ended by itself.");
    }

    public void Dispose() => _process?.Dispose();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
