using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using StoreHub.LoadTests.Commands;
using StoreHub.LoadTests.Replays;
using StoreHub.LoadTests.Targets;

namespace StoreHub.LoadTests.Hubs;

/// <summary>A hub as a process of its own on a free port; it ends with this object, and with this process if that ends in order.</summary>
internal sealed partial class HubProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _output = new();

    private HubProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.Exited += (_, _) => _listening.TrySetException(new ReplayException("The hub's process ended."));
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>The address of the hub.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <summary>Where a target tells its figures.</summary>
    public Uri StatsUrl => new(Url, TargetHost.StatsPath);

    /// <summary>The processor time that the hub has taken so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts the server program, as a user would.</summary>
    /// <exception cref="ReplayException">It did not start.</exception>
    public static Task<HubProcess> StartAsync(CancellationToken cancellationToken) =>
        StartAsync(["StoreHub.Server.dll", "--urls", "http://127.0.0.1:0", "--data", HubStorage.Memory.Folder], core: null, cancellationToken);

    /// <summary>Starts a target that tells its figures.</summary>
    /// <param name="kind">The target.</param>
    /// <param name="core">The only core that it may use; null: all.</param>
    /// <param name="storage">Where StoreHub keeps its state.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ReplayException">It did not start.</exception>
    public static Task<HubProcess> StartAsync(TargetKind kind, int? core, HubStorage storage, CancellationToken cancellationToken) =>
        StartAsync(["StoreHub.LoadTests.dll", ServeCommand.Name, kind.ToString(), .. ServeCommand.Arguments(storage)], core, cancellationToken);

    private static async Task<HubProcess> StartAsync(string[] arguments, int? core, CancellationToken cancellationToken)
    {
        string program = Path.Combine(AppContext.BaseDirectory, arguments[0]);
        string[] command = CorePinning.On(core, [DotnetHost.Path, program, .. arguments[1..]]);
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var hub = new HubProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        try
        {
            hub._process.Start();
            hub._process.BeginOutputReadLine();
            hub._process.BeginErrorReadLine();
            hub.Url = new Uri(await hub._listening.Task.WaitAsync(StartTimeout, cancellationToken), "hub");
            return hub;
        }
        catch (Exception e) when (e is TimeoutException or ReplayException or System.ComponentModel.Win32Exception)
        {
            await hub.DisposeAsync();
            throw new ReplayException($"The hub {program} did not start: {e.Message} {hub.Output()}", e);
        }
        catch (OperationCanceledException)
        {
            await hub.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        if (Kill()) await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Note(string? line)
    {
        if (line is null) return;
        if (ListeningLine().Match(line) is { Success: true } match) _listening.TrySetResult(new Uri(match.Groups[1].Value));
        lock (_output)
        {
            if (_output.Length < 10_000) _output.AppendLine(line);
        }
    }

    private string Output()
    {
        lock (_output) return _output.ToString().Trim();
    }

    private void OnExit(object? sender, EventArgs e) => Kill();

    private bool Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            return true;
        }
        catch (InvalidOperationException)
        {
            // it never started, or is gone
            return false;
        }
    }

    [GeneratedRegex(@"listening on (http://[^\s,]+)")]
    private static partial Regex ListeningLine();
}
