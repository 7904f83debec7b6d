using Spectre.Console;

namespace StoreHub.LoadTests.Output;

/// <summary>Progress for terminals; the bar is drawn by itself, so most reports need not reach it.</summary>
internal sealed class BarProgress(ProgressTask task) : IProgress<long>
{
    public void Report(long value)
    {
        if (value % 64 == 0 || value >= task.MaxValue) task.Value = value;
    }
}
