using System.Diagnostics;
using System.Text;

namespace StoreHub.Tests.Processes;

/// <summary>A hub as a process of its own.</summary>
internal sealed class HubProcess : IDisposable
{
    /// <summary>The exit code of who was killed.</summary>
    public const int Killed = 128 + 9;

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<bool> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HubProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Ended = WhenEndedAsync();
    }

    /// <summary>Completes when it takes connections; false if it ended before.</summary>
    public Task<bool> Listening => _listening.Task;

    /// <summary>Its exit code, when it has ended and all that it said is there.</summary>
    public Task<int> Ended { get; }

    /// <summary>What it said so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    public static HubProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return new HubProcess(start);
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public void Kill() => _process.Kill();

    public void Terminate() => _process.Terminate();

    /// <summary>Stops it in the middle of what it does, until <see cref="Continue"/>.</summary>
    public void Stop() => _process.Stop();

    public void Continue() => _process.Continue();

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private async Task<int> WhenEndedAsync()
    {
        await _process.WaitForExitAsync();
        _listening.TrySetResult(false);
        return _process.ExitCode;
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
        if (line.StartsWith("StoreHub is listening on ", StringComparison.Ordinal)) _listening.TrySetResult(true);
    }
}
