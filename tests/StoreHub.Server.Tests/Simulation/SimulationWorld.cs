using System.Text;
using StoreHub.Core.Tests.Generators;
using StoreHub.Server.Tests.Simulation.Disks;
using Xunit.Sdk;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>What all who take part share: chance, time, and those who watch.</summary>
internal sealed class SimulationWorld
{
    public SimulationWorld(long seed, SimulationOptions options)
    {
        Seed = seed;
        Options = options;
        Dice = new Dice(seed);
        Operations = new RandomOperations(Dice);
        History = new HistoryWitness(this);
        Anchors = new AnchorWitness(this);
    }

    public long Seed { get; }

    public SimulationOptions Options { get; }

    public Dice Dice { get; }

    public VirtualTime Time { get; } = new();

    /// <summary>One for all authors, so that no value is written twice.</summary>
    public RandomOperations Operations { get; }

    public HistoryWitness History { get; }

    public AnchorWitness Anchors { get; }

    /// <summary>How many steps were taken.</summary>
    public int Step { get; set; }

    public bool Has(SimulationFault fault) => Options.Fault == fault;

    /// <summary>What happened, to read a failure by; null unless one seed is run by itself.</summary>
    public StringBuilder? Trace { get; } = SimulationSeeds.IsSingle ? new StringBuilder() : null;

    public XunitException Violation(string what) => new StepFailure(Seed, Step, $"{what} ({new SimulationCase(Seed, Options)}){Trace}");
}
