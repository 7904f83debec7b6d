using System.CommandLine;

namespace StoreHub.LoadTests.Commands;

/// <summary>Where results go.</summary>
internal static class ResultFiles
{
    public static Option<FileInfo?> Json() => new("--json") { Description = "Where to write the result as JSON.", HelpName = "file" };

    public static Option<FileInfo?> Html() => new("--html") { Description = "Where to write the result as a page with charts.", HelpName = "file" };
}
