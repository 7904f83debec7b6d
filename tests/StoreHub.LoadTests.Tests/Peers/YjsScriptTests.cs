using System.Text.Json;
using StoreHub.Tests;

namespace StoreHub.LoadTests.Tests.Peers;

/// <summary>The script that gives Yjs the benchmarks' work, on a trace of a few edits: nobody else would notice that it does not run.</summary>
public sealed class YjsScriptTests
{
    [Fact]
    public async Task The_script_writes_the_trace_and_measures_it()
    {
        (int exitCode, string output) = await RunAsync("""{"startContent":"ab","endContent":"xébc","txns":[{"patches":[[0,1,"xé"],[3,0,"cd"]]},{"patches":[[4,1,""]]}]}""");

        Assert.True(exitCode == 0, output);
        JsonElement result = JsonElement.Parse(output);
        Assert.Equal(4, result.GetProperty("edits").GetInt32());
        foreach (string kind in (string[])["array", "text"])
        {
            foreach (string figure in (string[])["localMs", "emittingMs", "remoteMs", "heldBytes"])
                Assert.Equal(2, result.GetProperty(kind).GetProperty(figure).GetArrayLength());
        }

        JsonElement join = result.GetProperty("lateJoin");
        Assert.Equal(500, join.GetProperty("writes").GetInt32());
        Assert.InRange(join.GetProperty("bytes").GetInt32(), 10_000, 1_000_000);
        Assert.All(join.GetProperty("applyMs").EnumerateArray(), static time => Assert.True(time.GetDouble() > 0));
    }

    [Fact]
    public async Task A_text_that_is_not_the_traces_is_no_measurement()
    {
        (int exitCode, string output) = await RunAsync("""{"startContent":"","endContent":"ab","txns":[{"patches":[[0,0,"ba"]]}]}""");

        Assert.Equal(1, exitCode);
        Assert.Contains("not the one that the trace ends with", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string trace)
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, trace);
            return await NodeScript.RunInAsync(Path.Combine("benchmarks", "peers"), "yjs", "--expose-gc", "yjs.mjs", file, "--rounds", "2", "--writes", "500");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
