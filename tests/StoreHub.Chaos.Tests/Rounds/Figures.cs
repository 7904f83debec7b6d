using System.Globalization;
using System.Text;

namespace StoreHub.Chaos.Tests.Rounds;

/// <summary>How long it took after each fault until all had the same. Safe for any thread.</summary>
internal sealed class Figures
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<(TimeSpan Took, long Lost, long Told)>> _faults = [];

    /// <summary>All rounds of this process.</summary>
    public static Figures Total { get; } = new();

    public void Add(string fault, TimeSpan took, long lost, long told)
    {
        lock (_gate)
        {
            if (!_faults.TryGetValue(fault, out List<(TimeSpan Took, long Lost, long Told)>? times)) _faults[fault] = times = [];
            times.Add((took, lost, told));
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        lock (_gate)
        {
            foreach ((string fault, List<(TimeSpan Took, long Lost, long Told)> faults) in _faults.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            {
                double[] seconds = [.. faults.Select(static one => one.Took.TotalSeconds).Order()];
                text.AppendLine(CultureInfo.InvariantCulture, $"{fault}: {seconds.Length} times, one state after {seconds[seconds.Length / 2]:0.0} s (median), {seconds[^1]:0.0} s (max), {faults.Sum(static one => one.Lost)} operations lost, {faults.Sum(static one => one.Told)} told of");
            }
        }

        return text.ToString();
    }
}
