using StoreHub.Tests;

namespace StoreHub.Client.Tests.Documentation;

/// <summary>What docs/protocol.md promises of plain <c>@microsoft/signalr</c>.</summary>
public class TenLinesTests
{
    [Fact]
    public void The_page_shows_the_lines_that_run()
    {
        string script = Repository.ReadText("js", "interop", "ten-lines.mjs");
        int begin = script.IndexOf('\n', script.IndexOf("// begin", StringComparison.Ordinal)) + 1;
        string lines = script[begin..script.IndexOf("// end", StringComparison.Ordinal)].TrimEnd();
        Assert.Equal(10, lines.Split('\n').Length);
        Assert.Equal(lines, MarkdownPage.Read("docs", "protocol.md").Block("js"));
    }

    [Fact]
    public async Task Ten_lines_of_the_official_client_join_write_and_listen()
    {
        await using DocumentedHub hub = await DocumentedHub.StartAsync();
        await using var client = new StoreHubClient(hub.Url);
        HubStore store = await client.OpenAsync("ten");
        store["before"].Value = "from .NET";
        await store.WhenAcknowledgedAsync();
        var greeted = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable greeting = store["greeting"].Subscribe(_ => greeted.TrySetResult(store["greeting"].Get<string>()));
        using IDisposable ready = store["listening"].Subscribe(_ => listening.TrySetResult());

        Task<(int ExitCode, string Output)> script = NodeScript.RunAsync("ten-lines.mjs", hub.Url, "ten");
        if (await Task.WhenAny(listening.Task, script) == script) Assert.Fail((await script).Output);
        Assert.Equal("hello from JavaScript", await greeted.Task);
        store["reply"].Value = "hello from .NET";
        store["stop"].Value = true;
        (int exitCode, string output) = await script;

        Assert.True(exitCode == 0, output);
        Assert.Contains("state { before: 'from .NET' }", output, StringComparison.Ordinal);
        Assert.Contains($"{store.Source} set [ 'reply' ] hello from .NET", output, StringComparison.Ordinal);
        Assert.Contains("submitted { sequencedSeq: 0, expectedSeq: 1 }", output, StringComparison.Ordinal);
    }
}
