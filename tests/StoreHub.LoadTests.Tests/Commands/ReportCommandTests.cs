using StoreHub.LoadTests.Output;
using StoreHub.LoadTests.Tests.Results;

namespace StoreHub.LoadTests.Tests.Commands;

public sealed class ReportCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Shows_one_result_and_writes_its_page()
    {
        string html = Path.Combine(_directory, "page.html");
        (int exitCode, string output, string errors) = await LoadTestProcess.RunAsync("report", Write("one.json", SampleResults.Full()), "--html", html);
        Assert.Equal((0, ""), (exitCode, errors));
        foreach (ResultRow row in ResultRow.All) Assert.Matches($@"(?m)^\s*{row.Name}\s+{row.Of(SampleResults.Full())}\s*$", output);
        Assert.Contains("Converged; nothing lost, nothing duplicated.", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
        Assert.EndsWith("</html>\n", await File.ReadAllTextAsync(html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_several_results_of_one_target_beside_each_other_and_problems_as_errors()
    {
        string bad = Write("bad.json", SampleResults.Full() with { Lost = 2, OperationsPerSecond = 55, Problems = ["[red]Two[/] are missing."] });
        (int exitCode, string output, string errors) = await LoadTestProcess.RunAsync("report", Write("one.json", SampleResults.Full()), bad);
        Assert.Equal(0, exitCode);
        Assert.Matches(@"operations/s\s+1\.98 k\s+55\s", output);
        Assert.Contains("run 2: Converged; 2 lost", output, StringComparison.Ordinal);
        Assert.Equal("run 2: [red]Two[/] are missing.", errors.Trim());
    }

    [Fact]
    public async Task Compares_results_of_several_targets()
    {
        (int exitCode, string output, string errors) = await LoadTestProcess.RunAsync("report", Write("compared.json", SampleResults.Compared()));
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("to signalr json", output, StringComparison.Ordinal);
        Assert.Matches(@"hub CPU per delivery\s+storehub messagepack\s+5\s+0\.24 µs\s+0\.2 – 0\.28 µs\s+0\.25×\s+0\.25×", output);
    }

    [Fact]
    public async Task Says_in_a_line_which_file_is_none_and_exits_with_2()
    {
        string good = Write("good.json", SampleResults.Full()), text = Path.Combine(_directory, "text"), other = Path.Combine(_directory, "other.json");
        await File.WriteAllTextAsync(text, "not JSON");
        await File.WriteAllTextAsync(other, """{"trace":"a"}""");
        await RefuseAsync("missing.json", "report", good, Path.Combine(_directory, "missing.json"));
        await RefuseAsync($"{text} is no JSON", "report", good, text);
        await RefuseAsync($"{other} is JSON, but was not written by load or compare.", "report", other);
        await RefuseAsync("page.html", "report", good, "--html", Path.Combine(_directory, "no", "page.html"));
        await RefuseAsync("the page would replace it", "report", good, "--html", good);
        Assert.NotEmpty(await File.ReadAllTextAsync(good));
        Assert.Equal(2, (await LoadTestProcess.RunAsync("report")).ExitCode);
    }

    private static async Task RefuseAsync(string named, params string[] arguments)
    {
        (int exitCode, string output, string errors) = await LoadTestProcess.RunAsync(arguments);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(named, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private string Write<T>(string name, T result)
    {
        string path = Path.Combine(_directory, name);
        using var file = ResultFile.Open(path);
        file.Write(result);
        return path;
    }
}
