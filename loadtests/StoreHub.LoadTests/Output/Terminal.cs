using Spectre.Console;

namespace StoreHub.LoadTests.Output;

/// <summary>Where tables go.</summary>
internal static class Terminal
{
    /// <summary>A file or a pipe has no width, and shows colours as rubbish; 80 columns would break a hash.</summary>
    /// <param name="width">How many columns a table needs.</param>
    public static void Prepare(int width)
    {
        if (!Console.IsOutputRedirected) return;
        AnsiConsole.Profile.Width = Math.Max(120, width);
        AnsiConsole.Profile.Capabilities.Ansi = false;
    }
}
