using System.CommandLine;

namespace StoreHub.LoadTests.Commands;

/// <summary>The option <c>--protocol</c>.</summary>
internal static class WireProtocols
{
    public static Option<string> Option()
    {
        var option = new Option<string>("--protocol") { Description = "The wire protocol: messagepack or json. Default messagepack.", DefaultValueFactory = static _ => "messagepack", HelpName = "name" };
        option.AcceptOnlyFromAmong("messagepack", "json");
        return option;
    }

    public static bool IsJson(string? name) => name == "json";
}
