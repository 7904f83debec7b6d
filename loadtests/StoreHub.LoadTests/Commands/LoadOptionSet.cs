using System.CommandLine;
using System.Globalization;
using StoreHub.LoadTests.Load;

namespace StoreHub.LoadTests.Commands;

/// <summary>The options that load and compare have in common.</summary>
internal sealed class LoadOptionSet
{
    private readonly Option<int> _clients;
    private readonly Option<int> _writers;
    private readonly Option<int> _sinks;
    private readonly Option<int> _slow = Numbers.Whole("--slow", "Connections that read nothing (every other one) or a kilobyte ten times a second.", 0, 0, 100_000);
    private readonly Option<double?> _rate;
    private readonly Option<int> _window = Numbers.Whole("--window", "Operations that a writer has unacknowledged at most, with --rate max.", 64, 2, 100_000);
    private readonly Option<double> _seconds;
    private readonly Option<double> _warmup = Numbers.Decimal("--warmup", "Seconds before measuring begins.", 2, 0, 3600);
    private readonly Option<int> _valueBytes = Numbers.Whole("--value-bytes", "The length of values; 0: numbers.", 0, 0, 200_000);
    private readonly Option<int> _seed = Numbers.Whole("--seed", "Where the random choices begin.", 1, int.MinValue, int.MaxValue);

    public LoadOptionSet(int clients, int writers, int sinks, double seconds)
    {
        _clients = Numbers.Whole("--clients", "Replicas, writers among them.", clients, 0, 100_000);
        _writers = Numbers.Whole("--writers", "How many of the clients write.", writers, 0, 100_000);
        _sinks = Numbers.Whole("--sinks", "Connections besides that only count what they receive, and cost so little that the hub is the limit.", sinks, 0, 100_000);
        _seconds = Numbers.Decimal("--seconds", "Seconds that are measured.", seconds, 0, 86_400);
        _rate = new Option<double?>("--rate")
        {
            Description = "Operations per second of all writers together, or max: as many as are acknowledged. Default max.",
            HelpName = "number|max",
            CustomParser = static result =>
            {
                string text = result.Tokens[0].Value;
                if (text == "max") return null;
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate) && rate is >= 0.01 and <= 10_000_000) return rate;
                result.AddError($"--rate is a number from 0.01 to 10000000, or max, not '{text}'.");
                return null;
            },
        };
    }

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _clients, _writers, _sinks, _slow, _rate, _window, _seconds, _warmup, _valueBytes, _seed }) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_writers) > result.GetValue(_clients)) result.AddError($"--writers are among the --clients: {result.GetValue(_writers)} of {result.GetValue(_clients)} is too many.");
        });
    }

    public LoadOptions Read(ParseResult parsed) => new()
    {
        Clients = parsed.GetValue(_clients),
        Writers = parsed.GetValue(_writers),
        Sinks = parsed.GetValue(_sinks),
        Slow = parsed.GetValue(_slow),
        Rate = parsed.GetValue(_rate),
        Window = parsed.GetValue(_window),
        Seconds = parsed.GetValue(_seconds),
        Warmup = parsed.GetValue(_warmup),
        ValueBytes = parsed.GetValue(_valueBytes),
        Seed = parsed.GetValue(_seed),
        Arguments = string.Join(' ', parsed.Tokens.Select(static token => token.Value)),
    };
}
