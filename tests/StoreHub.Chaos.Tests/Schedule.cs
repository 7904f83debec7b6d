using StoreHub.Chaos.Tests.Faults;
using StoreHub.Chaos.Tests.Rounds;

namespace StoreHub.Chaos.Tests;

/// <summary>Rounds with every kind of fault once, in an order of their own; new ones for as long as a soak goes on.</summary>
internal static class Schedule
{
    public static async Task RunAsync(string name, int firstSeed, string appendFsync, bool hasReplica, IReadOnlyList<Fault> kinds, params Fault[] last)
    {
        int round = 0;
        do
        {
            int seed = firstSeed + round;
            Fault[] faults = [.. kinds];
            new Random(seed).Shuffle(faults);
            await ChaosRound.RunAsync($"{name}, round {round}", seed, appendFsync, hasReplica, [.. faults, .. last]);
            round++;
            if (ChaosSettings.IsSoaking) Console.WriteLine($"{name}: {round} rounds, seed {ChaosSettings.Seed}\n{Figures.Total}");
        }
        while (ChaosSettings.IsSoaking);
    }
}
