using System.Globalization;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>Some steps of a run; as text <c>3-7,12</c>.</summary>
internal sealed class StepSet(IEnumerable<int> steps)
{
    private readonly SortedSet<int> _steps = [.. steps];

    public static StepSet Empty { get; } = new([]);

    public bool Contains(int step) => _steps.Contains(step);

    public StepSet With(IEnumerable<int> more) => new(_steps.Concat(more));

    public static StepSet Parse(string text) => new(text.Split(',', StringSplitOptions.RemoveEmptyEntries).SelectMany(range =>
    {
        int[] ends = [.. range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture))];
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    }));

    public override string ToString()
    {
        var ranges = new List<(int First, int Last)>();
        foreach (int step in _steps)
        {
            if (ranges.Count > 0 && ranges[^1].Last == step - 1) ranges[^1] = (ranges[^1].First, step);
            else ranges.Add((step, step));
        }

        return string.Join(',', ranges.Select(range => range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}"));
    }
}
