using System.Text.Json;
using StoreHub.LoadTests.Traces;

namespace StoreHub.Benchmarks.Peers;

/// <summary><c>peers TRACE</c>: the same work here and on other libraries, in one run and in turn, so that both have the same machine.</summary>
internal static class PeersCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<int> RunAsync(string[] args)
    {
        if (PeersOptions.Parse(args) is not { } options)
        {
            await Console.Error.WriteLineAsync(PeersOptions.Usage);
            return 2;
        }

        try
        {
            Comparison comparison = await CompareAsync(options);
            ComparisonTable.Write(comparison, Console.Out);
            if (options.Json is { } file) await File.WriteAllTextAsync(file, JsonSerializer.Serialize(comparison, Json) + "\n");
            return 0;
        }
        catch (Exception failure) when (failure is TraceException or IOException or UnauthorizedAccessException or PeersException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    private static async Task<Comparison> CompareAsync(PeersOptions options)
    {
        var text = new TraceText(TraceReader.Read(options.Trace));
        var here = new StoreHubSide(text, options.Writes);
        var there = new YjsSide(Scripts(), options.Trace, options.Writes);
        string? missing = await there.PrepareAsync();
        if (missing is not null) await Console.Error.WriteLineAsync($"{missing}: StoreHub is measured alone.");
        for (int round = 0; round < options.Rounds; round++)
        {
            here.Run();
            if (missing is null) await there.RunAsync();
        }

        return Comparison.Of(text, options.Writes, options.Rounds, here, there);
    }

    /// <summary>The folder of the peers' scripts, above the one where this program was built.</summary>
    private static string Scripts()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string scripts = Path.Combine(folder.FullName, "peers");
            if (File.Exists(Path.Combine(scripts, "yjs.mjs"))) return scripts;
        }

        throw new PeersException("The folder benchmarks/peers is not there: run this from the repository.");
    }
}
