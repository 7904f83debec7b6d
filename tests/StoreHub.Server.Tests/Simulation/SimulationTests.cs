using StoreHub.Core.Tests.Generators;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>The rules, through crashes, cuts, losses and late arrivals; and each of them taken away, to see that it is missed.</summary>
public sealed class SimulationTests
{
    private const int Seeds = 1000;
    private const int SeedsPerFault = 1500;

    public static TheoryData<SimulationFault> Faults => [.. Enum.GetValues<SimulationFault>().Where(fault => fault != SimulationFault.None)];

    [Fact]
    public void Without_faults_every_seed_converges() => SimulationSeeds.Run(Seeds, seed => SimulationRun.Check(seed, SimulationOptions.Of(seed)));

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_rule_taken_away_is_missed(SimulationFault fault)
    {
        Exception? caught = SimulationSeeds.FirstFailure(SeedsPerFault, seed => SimulationRun.Check(seed, OptionsOf(fault, seed)));
        Assert.NotNull(caught);
        // anything else would be a fault of the simulation
        Assert.IsType<StepFailure>(caught);
        TestContext.Current.TestOutputHelper?.WriteLine(caught.Message);
    }

    private static SimulationOptions OptionsOf(SimulationFault fault, long seed)
    {
        var options = new SimulationOptions { Fault = fault, Calm = (seed & 1) != 0 };
        return fault switch
        {
            SimulationFault.RefusalNotLogged or SimulationFault.EpochUnchanged or SimulationFault.ResumeIgnoresEpoch
                or SimulationFault.OutboxDroppedWhenSequenced => options with { Crashes = true },
            SimulationFault.SourceKeptAfterLoss or SimulationFault.OnlyOwnEpochEnds => options with { Crashes = true, Lossy = true },
            SimulationFault.FloorIgnoresOffline or SimulationFault.SnapshotWithoutVoids => options with { Calm = true, Away = true, Steps = 500 },
            SimulationFault.BaseIgnoresPending => options with { Calm = true, Slow = true, Steps = 500 },
            SimulationFault.OpenSourceForgotten or SimulationFault.ForgottenSendsAgain or SimulationFault.ForgottenAtFirstUnnoticed or SimulationFault.ForgottenTakenForLost
                => options with { Forgets = true, Crashes = (seed & 2) != 0 },
            SimulationFault.LossHidesForgetting => options with { Forgets = true, Crashes = true },
            SimulationFault.SnapshotNotDurable => options with { Crashes = true, Steps = 500 },
            _ => options,
        };
    }
}
