using System.CommandLine;
using StoreHub.Server.Files;

namespace StoreHub.LoadTests.Commands;

/// <summary>The option <c>--durability</c>.</summary>
internal static class Durabilities
{
    private const string Memory = "memory";

    public static Option<string> Option(string standard, bool memory)
    {
        string[] names = [.. Enum.GetNames<Durability>().Select(static name => name.ToLowerInvariant())];
        if (memory) names = [Memory, .. names];
        var option = new Option<string>("--durability")
        {
            Description = $"What an acknowledgement of the hub that is started means: {string.Join(", ", names)}. Default {standard}.",
            DefaultValueFactory = _ => standard,
            HelpName = "name",
        };
        option.AcceptOnlyFromAmong(names);
        return option;
    }

    /// <summary>Null: in memory.</summary>
    public static Durability? Parse(string? name) => name is null or Memory ? null : Enum.Parse<Durability>(name, ignoreCase: true);
}
