using System.CommandLine;
using StoreHub.LoadTests.Output;
using StoreHub.LoadTests.Output.Html;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Commands;

/// <summary><c>report FILE...</c>: results that were written as JSON, for people.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("file") { Description = "Results that load or compare wrote with --json.", Arity = ArgumentArity.OneOrMore };
        var html = new Option<FileInfo?>("--html") { Description = "Where to write a page with charts; it needs nothing but itself.", HelpName = "file" };
        var command = new Command("report", "Shows results of load and compare: one beside the other, or compared if they are of several targets.") { files, html };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(files), parsed.GetValue(html)));
        return command;
    }

    private static int Run(FileInfo[] files, FileInfo? html)
    {
        try
        {
            if (html is not null && Array.Exists(files, file => file.FullName == html.FullName)) throw new ResultException($"{html} is one of the results: the page would replace it.");
            LoadResult[] results = [.. files.SelectMany(static file => ResultReader.Read(file.FullName))];
            using HtmlReport? page = html is null ? null : HtmlReport.Open(html.FullName);
            if (Comparison.Of(results).Targets.Count > 1) CompareTable.Write(results);
            else LoadTable.Write(results);
            page?.Write(results);
            return ExitCodes.Success;
        }
        catch (Exception unreadable) when (unreadable is ResultException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(unreadable.Message);
            return ExitCodes.Usage;
        }
    }
}
