using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using StoreHub.LoadTests.Replays;

namespace StoreHub.LoadTests.Hubs;

/// <summary>A redis-server with an append-only file, as a process of its own on a free port; it ends with this object, and with this process if that ends in order.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _output = new();

    private RedisProcess(Process process, int port)
    {
        _process = process;
        Connection = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.Exited += (_, _) => _ready.TrySetException(new ReplayException("The process ended."));
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>Where it is, for hubs.</summary>
    public string Connection { get; }

    /// <summary>The processor time that it has taken so far, in microseconds.</summary>
    public double CpuMicros
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalMicroseconds;
        }
    }

    /// <param name="folder">Where its files are.</param>
    /// <param name="appendFsync">When it syncs: always, everysec or no.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ReplayException">It did not start.</exception>
    public static async Task<RedisProcess> StartAsync(string folder, string appendFsync, CancellationToken cancellationToken)
    {
        int port = FreePort();
        var start = new ProcessStartInfo("redis-server",
        [
            "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes", "--appendfsync", appendFsync,
            "--maxmemory-policy", "noeviction",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var redis = new RedisProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, port);
        try
        {
            redis._process.Start();
            redis._process.BeginOutputReadLine();
            redis._process.BeginErrorReadLine();
            await redis._ready.Task.WaitAsync(StartTimeout, cancellationToken);
            return redis;
        }
        catch (Win32Exception)
        {
            await redis.DisposeAsync();
            throw new ReplayException("redis-server is not installed here: give the connection to one that runs.");
        }
        catch (Exception e) when (e is TimeoutException or ReplayException)
        {
            await redis.DisposeAsync();
            throw new ReplayException($"redis-server did not start: {e.Message} {redis.Output()}", e);
        }
        catch (OperationCanceledException)
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        if (Kill()) await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Note(string? line)
    {
        if (line is null) return;
        if (line.Contains("Ready to accept connections", StringComparison.Ordinal)) _ready.TrySetResult();
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
            _process.Kill();
            return true;
        }
        catch (InvalidOperationException)
        {
            // it never started, or is gone
            return false;
        }
    }
}
