using System.CommandLine;
using System.CommandLine.Parsing;

namespace StoreHub.LoadTests.Commands;

/// <summary>The option <c>--url</c>: a hub that runs already.</summary>
internal static class HubUrl
{
    public static Option<Uri?> Option() => new("--url")
    {
        Description = "A running hub, such as http://localhost:5080/hub; without it one is started as a process of its own on a free port.",
        HelpName = "url",
        CustomParser = Parse,
    };

    private static Uri? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" or "ws" or "wss") return url;
        result.AddError($"'{text}' is no address of a hub; write it like http://localhost:5080/hub.");
        return null;
    }
}
