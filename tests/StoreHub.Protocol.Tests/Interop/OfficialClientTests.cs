using StoreHub.Tests;

namespace StoreHub.Protocol.Tests.Interop;

/// <summary>The official npm packages against Kestrel with our protocol: the judge of what HubProtocol.md means.</summary>
public class OfficialClientTests
{
    [Theory]
    [InlineData("messagepack")]
    [InlineData("json")]
    public async Task The_official_client_and_this_protocol_understand_each_other(string protocol)
    {
        await using InteropServer server = await InteropServer.StartAsync();
        (int exitCode, string output) = await NodeScript.RunAsync("hub.mjs", server.Url, protocol);
        Assert.True(exitCode == 0 && output.TrimEnd().EndsWith("done", StringComparison.Ordinal), output);
    }
}
