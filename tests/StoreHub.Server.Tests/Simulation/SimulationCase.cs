using System.Globalization;
using StoreHub.Core.Tests.Generators;
using StoreHub.Server.Files;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>A run that can be repeated; as text <c>17 crashes diskfaults interval steps=80 skip=3-7</c>.</summary>
internal sealed record SimulationCase(long Seed, SimulationOptions Options)
{
    private static readonly (string Name, Func<SimulationOptions, bool> IsSet, Func<SimulationOptions, bool, SimulationOptions> With)[] Flags =
    [
        ("crashes", options => options.Crashes, (options, on) => options with { Crashes = on }),
        ("lossy", options => options.Lossy, (options, on) => options with { Lossy = on }),
        ("diskfaults", options => options.DiskFaults, (options, on) => options with { DiskFaults = on }),
        ("saves", options => options.Saves, (options, on) => options with { Saves = on }),
        ("lies", options => options.Lies, (options, on) => options with { Lies = on }),
        ("foreign", options => options.Foreign, (options, on) => options with { Foreign = on }),
        ("away", options => options.Away, (options, on) => options with { Away = on }),
        ("slow", options => options.Slow, (options, on) => options with { Slow = on }),
        ("calm", options => options.Calm, (options, on) => options with { Calm = on }),
        ("interval", options => options.Durability == Durability.Interval, (options, on) => options with { Durability = on ? Durability.Interval : Durability.Sync }),
        ("none", options => options.Durability == Durability.None, (options, on) => options with { Durability = on ? Durability.None : Durability.Sync }),
    ];

    /// <summary>The same with one thing less that may happen.</summary>
    public IEnumerable<SimulationCase> Simpler => Flags.Where(flag => flag.IsSet(Options)).Select(flag => this with { Options = flag.With(Options, false) });

    public static SimulationCase Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var options = new SimulationOptions();
        foreach (string word in words[1..])
        {
            if (word.Split('=') is not [string name, string value]) options = Flags.First(flag => flag.Name == word).With(options, true);
            else if (name == "steps") options = options with { Steps = int.Parse(value, CultureInfo.InvariantCulture) };
            else if (name == "skip") options = options with { Skip = StepSet.Parse(value) };
            else if (name == "fault") options = options with { Fault = Enum.Parse<SimulationFault>(value) };
            else throw new FormatException($"'{word}' is not known.");
        }

        return new SimulationCase(long.Parse(words[0], CultureInfo.InvariantCulture), options);
    }

    public void Check() => SimulationRun.Check(Seed, Options);

    /// <summary>How it fails; null if it does not.</summary>
    public StepFailure? Failure()
    {
        try
        {
            Check();
            return null;
        }
        catch (StepFailure failure)
        {
            return failure;
        }
    }

    public override string ToString()
    {
        string skip = Options.Skip.ToString();
        IEnumerable<string> words = Flags.Where(flag => flag.IsSet(Options)).Select(flag => flag.Name).Prepend(Seed.ToString(CultureInfo.InvariantCulture)).Append($"steps={Options.Steps}");
        if (skip.Length > 0) words = words.Append($"skip={skip}");
        if (Options.Fault != SimulationFault.None) words = words.Append($"fault={Options.Fault}");
        return string.Join(' ', words);
    }
}
