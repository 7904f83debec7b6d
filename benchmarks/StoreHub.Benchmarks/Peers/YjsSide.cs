using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace StoreHub.Benchmarks.Peers;

/// <summary>Yjs's rounds, each in a process of its own, whose first round warms up.</summary>
internal sealed class YjsSide(string directory, string trace, int writes)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly List<YjsRound> _rounds = [];

    public string? Version => _rounds is [var first, ..] ? $"Yjs {first.Yjs} on node {first.Node}" : null;

    /// <summary>Installs the packages if they are not there.</summary>
    /// <returns>Why there can be no rounds; null if there can.</returns>
    public async Task<string?> PrepareAsync()
    {
        if (await TryRunAsync("node", "--version") is null) return "node is not installed";
        if (Directory.Exists(Path.Combine(directory, "node_modules", "yjs"))) return null;
        return await TryRunAsync("npm", "install", "--no-audit", "--no-fund") is null ? "npm is not installed" : null;
    }

    public async Task RunAsync()
    {
        string output = await TryRunAsync("node", "--expose-gc", "yjs.mjs", trace, "--rounds", "1", "--writes", writes.ToString(CultureInfo.InvariantCulture))
            ?? throw new PeersException("node is gone");
        _rounds.Add(JsonSerializer.Deserialize<YjsRound>(output, Options)!);
    }

    /// <summary>A figure of all rounds; null if there were none.</summary>
    public Samples? Of(Func<YjsRound, double[]> figure, double unit = 1) =>
        _rounds.Count == 0 ? null : new Samples([.. _rounds.SelectMany(figure).Select(value => value * unit)]);

    private async Task<string?> TryRunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true };
        Process? started = null;
        try
        {
            started = Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }

        using Process process = started!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            string output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0 ? output : throw new PeersException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new PeersException($"{program} {string.Join(' ', arguments)} did not end within {Patience.TotalMinutes} minutes");
        }
    }
}
