using StoreHub.Core.Tests.Generators;
using StoreHub.Server.Files;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>The rules, through crashes, cuts, losses, disks that fail and late arrivals; and each of them taken away, to see that it is missed.</summary>
public sealed class SimulationTests
{
    private const int Seeds = 1000;
    private const int SeedsPerFault = 1500;

    public static TheoryData<SimulationFault> Faults => [.. Enum.GetValues<SimulationFault>().Where(fault => fault != SimulationFault.None)];

    public static TheoryData<string> Regressions => [.. RegressionSeeds.Cases];

    [Fact]
    public void Without_faults_every_seed_converges() => SimulationSeeds.Run(Seeds, seed => new SimulationCase(seed, SimulationOptions.Of(seed)));

    [Theory]
    [MemberData(nameof(Regressions))]
    public void What_failed_once_does_not_fail_again(string text) => SimulationCase.Parse(text).Check();

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_rule_taken_away_is_missed(SimulationFault fault)
    {
        (SimulationCase Failing, Exception Failure)? caught = SimulationSeeds.FirstFailure(SeedsPerFault, seed => new SimulationCase(seed, OptionsOf(fault, seed)));
        Assert.NotNull(caught);
        // anything else would be a fault of the simulation
        Assert.IsType<StepFailure>(caught.Value.Failure);
        // and it is this rule that is missed
        Assert.Null((caught.Value.Failing with { Options = caught.Value.Failing.Options with { Fault = SimulationFault.None } }).Failure());
        TestContext.Current.TestOutputHelper?.WriteLine($"{caught.Value.Failing}: {caught.Value.Failure.Message}");
    }

    [Fact]
    public void A_failing_case_shrinks_and_repeats()
    {
        (SimulationCase failing, Exception failure) = SimulationSeeds.FirstFailure(SeedsPerFault, seed => new SimulationCase(seed, OptionsOf(SimulationFault.AcknowledgedBeforeSync, seed)))!.Value;
        SimulationCase least = Shrinking.Shrink(failing, Assert.IsType<StepFailure>(failure));
        int left = Enumerable.Range(1, least.Options.Steps).Count(step => !least.Options.Skip.Contains(step));
        Assert.InRange(left, 1, 60);
        StepFailure repeated = Assert.IsType<StepFailure>(SimulationCase.Parse(least.ToString()).Failure());
        TestContext.Current.TestOutputHelper?.WriteLine($"{failing}, {failure.Message}\n{least}, {repeated.Message}");
    }

    private static SimulationOptions OptionsOf(SimulationFault fault, long seed)
    {
        var options = new SimulationOptions { Fault = fault, Calm = (seed & 1) != 0 };
        return fault switch
        {
            SimulationFault.RefusalNotLogged or SimulationFault.EpochUnchanged or SimulationFault.ResumeIgnoresEpoch
                or SimulationFault.OutboxDroppedWhenSequenced => options with { Crashes = true },
            SimulationFault.SourceKeptAfterLoss or SimulationFault.SnapshotAheadOfLog => options with { Crashes = true, Lossy = true, Durability = Durability.None },
            // an honest disk keeps what recovery made durable, and no epoch ends before an earlier one
            SimulationFault.OnlyOwnEpochEnds => options with { Crashes = true, Lossy = true, Durability = Durability.None, Lies = true },
            SimulationFault.FloorIgnoresOffline or SimulationFault.SnapshotWithoutVoids => options with { Calm = true, Away = true, Steps = 500 },
            SimulationFault.BaseIgnoresPending => options with { Calm = true, Slow = true, Steps = 500 },
            SimulationFault.OpenSourceForgotten or SimulationFault.ForgottenSendsAgain or SimulationFault.ForgottenAtFirstUnnoticed or SimulationFault.ForgottenTakenForLost
                => options with { Forgets = true, Crashes = (seed & 2) != 0 },
            SimulationFault.LossHidesForgetting => options with { Forgets = true, Crashes = true },
            SimulationFault.SnapshotNotDurable => options with { Crashes = true, Steps = 500 },
            SimulationFault.SegmentsRemovedAtOnce or SimulationFault.TrimmedBeforeSaved => options with { Crashes = true, Saves = true },
            >= SimulationFault.AcknowledgedBeforeSync => options with { Crashes = true, DiskFaults = true, Saves = (seed & 2) != 0 },
            _ => options,
        };
    }
}
