using System.Diagnostics;
using System.Globalization;

namespace StoreHub.LoadTests.Output;

/// <summary>Progress for files and pipes.</summary>
internal sealed class LineProgress(string title, int total) : IProgress<long>
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _tenths;

    public void Report(long value)
    {
        int tenths = (int)(value * 10 / total);
        if (tenths == _tenths) return;
        _tenths = tenths;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title}: {tenths * 10,3} % ({value} of {total}) after {Stopwatch.GetElapsedTime(_began).TotalSeconds:0.0} s"));
    }
}
