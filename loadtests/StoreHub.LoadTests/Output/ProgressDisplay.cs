using Spectre.Console;

namespace StoreHub.LoadTests.Output;

/// <summary>Shows how far something is: a live bar on a terminal, otherwise a line every tenth.</summary>
internal static class ProgressDisplay
{
    public static async Task<T> RunAsync<T>(string title, int total, Func<IProgress<long>, Task<T>> run)
    {
        if (Console.IsOutputRedirected) return await run(new LineProgress(title, total));
        return await AnsiConsole.Progress()
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context => run(new BarProgress(context.AddTask(Markup.Escape(title), maxValue: total))));
    }
}
