using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using StoreHub.Tests;

namespace StoreHub.Server.Tests.Deployment;

/// <summary><c>scripts/cluster.sh</c> as a process, with the hub of these tests.</summary>
internal sealed partial class ClusterScript : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ClusterScript(string[] arguments)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "scripts", "cluster.sh"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true },
            EnableRaisingEvents = true,
        };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("The script ended."));
    }

    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Where clients connect: the front, or the hubs if there is none.</summary>
    public string[] Addresses => Listening().Match(Output).Groups[1].Value.Split(' ');

    public string[] Hubs => [.. HubLine().Matches(Output).Select(static match => match.Groups[1].Value)];

    /// <summary>The processes of all parts.</summary>
    public int[] Processes => [.. ProcessNumber().Matches(Output).Select(static match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    public string DataFolder => Data().Match(Output).Groups[1].Value;

    /// <summary>Starts it, and waits until all of it listens.</summary>
    public static async Task<ClusterScript> StartAsync(params string[] arguments)
    {
        var script = new ClusterScript(["--server", Path.Combine(AppContext.BaseDirectory, "StoreHub.Server.dll"), .. arguments]);
        try
        {
            script.Begin();
            await script._ready.Task.WaitAsync(Patience);
            return script;
        }
        catch (Exception failure)
        {
            await script.DisposeAsync();
            throw new InvalidOperationException($"The cluster did not start: {script.Output}", failure);
        }
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        await using var script = new ClusterScript(arguments);
        script.Begin();
        return (await script.EndedAsync(), script.Output);
    }

    /// <summary>Asks it to end, as an init system does.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        using Process signal = Process.Start("bash", ["-c", $"kill -TERM {_process.Id}"]);
        await signal.WaitForExitAsync();
        return await EndedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await StopAsync();
        _process.Dispose();
    }

    private void Begin()
    {
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task<int> EndedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        _ = _ready.Task.Exception;
        return _process.ExitCode;
    }

    private void Note(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
        // the last of what it prints when all listens
        if (line.StartsWith("  data: ", StringComparison.Ordinal)) _ready.TrySetResult();
    }

    [GeneratedRegex(@"StoreHub cluster is listening on (.*) \(hub ")]
    private static partial Regex Listening();

    [GeneratedRegex(@"hub \d+: (http:\S+)")]
    private static partial Regex HubLine();

    [GeneratedRegex(@"\(process (\d+)")]
    private static partial Regex ProcessNumber();

    [GeneratedRegex(@"data: ([^,\r\n]+)")]
    private static partial Regex Data();
}
