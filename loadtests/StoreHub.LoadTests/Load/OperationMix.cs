using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace StoreHub.LoadTests.Load;

/// <summary>How often each kind of operation comes, such as <c>set=80,increment=10,push=10</c>. Immutable.</summary>
internal sealed class OperationMix
{
    private readonly (OperationKind Kind, int Weight)[] _weights;
    private readonly int _total;

    private OperationMix((OperationKind Kind, int Weight)[] weights)
    {
        _weights = weights;
        _total = weights.Sum(static weight => weight.Weight);
    }

    public static OperationMix SetOnly { get; } = new([(OperationKind.Set, 1)]);

    public static string Names { get; } = string.Join(", ", Enum.GetValues<OperationKind>().Select(NameOf));

    public static bool TryParse(string text, [NotNullWhen(true)] out OperationMix? mix, [NotNullWhen(false)] out string? error)
    {
        mix = null;
        var weights = new List<(OperationKind Kind, int Weight)>();
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = part.Split('=');
            OperationKind[] kinds = [.. Enum.GetValues<OperationKind>().Where(kind => NameOf(kind) == sides[0])];
            if (kinds is not [var kind])
            {
                error = $"'{sides[0]}' is no kind of operation; there are {Names}.";
                return false;
            }

            int weight = 1;
            if (sides.Length > 2 || (sides.Length == 2 && (!int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out weight) || weight > 1_000_000)))
            {
                error = $"'{part}' has no weight from 0 to 1000000; write it like set=80.";
                return false;
            }

            weights.Add((kind, weight));
        }

        if (weights.Sum(static weight => weight.Weight) == 0)
        {
            error = "A mix has at least one kind of operation, such as set=80,push=20.";
            return false;
        }

        mix = new OperationMix([.. weights]);
        error = null;
        return true;
    }

    public bool Has(OperationKind kind) => Array.Exists(_weights, weight => weight.Kind == kind && weight.Weight > 0);

    public OperationKind Pick(Random random)
    {
        if (_weights.Length == 1) return _weights[0].Kind;
        int at = random.Next(_total);
        foreach ((OperationKind kind, int weight) in _weights)
        {
            at -= weight;
            if (at < 0) return kind;
        }

        return _weights[^1].Kind;
    }

    private static string NameOf(OperationKind kind) => kind switch
    {
        OperationKind.MapSet => "map-set",
        OperationKind.SetAdd => "set-add",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
