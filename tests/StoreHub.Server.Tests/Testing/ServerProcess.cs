using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using StoreHub.Server.Hosting;

namespace StoreHub.Server.Tests.Testing;

/// <summary>The server program as a process of its own.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int SigTerm = 15;

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private ServerProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                _lines.Writer.TryComplete();
                return;
            }

            _output.AppendLine(line.Data);
            _lines.Writer.TryWrite(line.Data);
        };
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null) _errors.AppendLine(line.Data);
        };
    }

    /// <summary>What it wrote, once it has ended.</summary>
    public string Output => _output.ToString();

    /// <summary>What it wrote as errors, once it has ended.</summary>
    public string Errors => _errors.ToString();

    public static ServerProcess Start(params string[] arguments)
    {
        var server = new ServerProcess(new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [typeof(ServerCommand).Assembly.Location, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        });
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    public async Task<string> NextLineAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await _lines.Reader.ReadAsync(limit.Token);
    }

    public int Id => _process.Id;

    /// <summary>Ends it at once, as a power cut does for what is in its memory.</summary>
    public void Kill() => _process.Kill();

    public void Terminate() => Assert.Equal(0, Signal(_process.Id, SigTerm));

    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Signal(int process, int signal);
}
