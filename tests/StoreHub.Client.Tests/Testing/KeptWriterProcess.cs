using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace StoreHub.Client.Tests.Testing;

/// <summary>A <see cref="KeptWriter"/> as a process of its own, which is killed without a warning.</summary>
internal sealed class KeptWriterProcess : IDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private KeptWriterProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null) _lines.Writer.TryComplete();
            else _lines.Writer.TryWrite(line.Data);
        };
    }

    /// <summary>The last number of which it said that it is on disk, and one more.</summary>
    public int Kept { get; private set; }

    /// <summary>Under which source it began.</summary>
    public string? Source { get; private set; }

    public static KeptWriterProcess Start(Uri url, string dataPath, int fileLimit = 0)
    {
        var writer = new KeptWriterProcess(new Process
        {
            StartInfo = new ProcessStartInfo(Path.ChangeExtension(typeof(KeptWriter).Assembly.Location, null))
            {
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
                Environment = { [KeptWriter.Variable] = string.Create(CultureInfo.InvariantCulture, $"{url}|{dataPath}|{fileLimit}") },
            },
        });
        writer._process.Start();
        writer._process.BeginOutputReadLine();
        return writer;
    }

    /// <summary>Reads on to a line that begins so.</summary>
    public async Task<string> UntilAsync(string beginning)
    {
        using var patience = new CancellationTokenSource(Clients.Patience);
        while (true)
        {
            string line = await _lines.Reader.ReadAsync(patience.Token);
            Note(line);
            if (line.StartsWith(beginning, StringComparison.Ordinal)) return line;
        }
    }

    public void FreeFiles()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
    }

    /// <summary>SIGKILL; then reads what it still had said.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await foreach (string line in _lines.Reader.ReadAllAsync()) Note(line);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private void Note(string line)
    {
        if (line.StartsWith("source ", StringComparison.Ordinal)) Source = line[7..];
        if (line.StartsWith("kept ", StringComparison.Ordinal)) Kept = Math.Max(Kept, int.Parse(line.AsSpan(5), CultureInfo.InvariantCulture));
    }
}
