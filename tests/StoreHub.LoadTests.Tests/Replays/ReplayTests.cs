using System.Text.Json;
using StoreHub.Tests;

namespace StoreHub.LoadTests.Tests.Replays;

/// <summary>The tool as a process, its hub as another, and a session that two people really wrote.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData("messagepack")]
    [InlineData("json")]
    public async Task Two_authors_writing_at_once_end_with_the_text_they_ended_with(string protocol)
    {
        string result = Path.GetTempFileName();
        try
        {
            string trace = Path.Combine(Repository.Root, "loadtests", "traces", "friendsforever.json.gz");
            (int exitCode, string output, string errors) = await LoadTestProcess.RunAsync("replay", trace, "--protocol", protocol, "--clients", "1", "--json", result);
            Assert.True(exitCode == 0, output + errors);

            using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(result));
            JsonElement root = json.RootElement;
            Assert.True(root.GetProperty("converged").GetBoolean());
            Assert.True(root.GetProperty("expected").GetBoolean());
            Assert.Equal(26_078, root.GetProperty("operations").GetInt32());
            Assert.Equal(11_700, root.GetProperty("concurrent").GetInt32());
            Assert.True(root.GetProperty("seconds").GetDouble() > 0);
            Assert.Equal("6d1657aa352c76ff5436e1750966f66aa5129c0d4ed96e948284776216480dc7", root.GetProperty("stateHash").GetString());
        }
        finally
        {
            File.Delete(result);
        }
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named_and_exits_with_2()
    {
        (int exitCode, _, string errors) = await LoadTestProcess.RunAsync("replay", "no-such-trace.json");
        Assert.Equal(2, exitCode);
        Assert.Contains("no-such-trace.json", errors, StringComparison.Ordinal);
    }
}
