using System.Reflection;
using StoreHub.Tests;

namespace StoreHub.Client.Tests.Documentation;

public class ReadmeTests
{
    private static readonly MarkdownPage Readme = MarkdownPage.Read("README.md");

    [Theory]
    [InlineData("StoreHub.Samples.Hello", 0)]
    [InlineData("StoreHub.Samples.Embedded", 1)]
    public void The_page_shows_programs_that_are_compiled(string sample, int block) =>
        Assert.Equal(Repository.ReadText("samples", sample, "Program.cs").TrimEnd(), Readme.Blocks("csharp")[block]);

    [Fact]
    public async Task The_first_program_runs_against_a_hub()
    {
        await using DocumentedHub hub = await DocumentedHub.StartAsync();
        await using var reader = new StoreHubClient(new StoreHubClientOptions { Url = new Uri(hub.Url), Role = StoreRole.Reader });
        HubStore store = await reader.OpenAsync("cart");
        var complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable watch = store["b"].Subscribe(_ => complete.TrySetResult());

        // the entry point of top-level statements that await runs them to their end
        MethodInfo entry = Assembly.Load("StoreHub.Samples.Hello").EntryPoint!;
        await Task.Run(() => entry.Invoke(null, [new[] { hub.Url }]));

        await complete.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("""{"user":{"name":"Alice"},"count":1,"items":["first","second"],"a":1,"b":2}""", store.Snapshot().ToString());
    }
}
