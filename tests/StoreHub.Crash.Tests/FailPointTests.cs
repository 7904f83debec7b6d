using StoreHub.Crash.Host.Failures;
using StoreHub.Crash.Tests.Kills;
using StoreHub.Crash.Tests.Rounds;

namespace StoreHub.Crash.Tests;

public sealed class FailPointTests
{
    [Fact]
    public async Task Kills_at_every_failpoint_lose_nothing_and_repeat_nothing()
    {
        int round = 0;
        do
        {
            // of its own, not the random points'
            int seed = CrashSettings.Seed + 1_000_000 + round;
            IKill[] kills = [.. FailPointPlan.Make(new Random(seed))];
            await CrashRound.RunAsync(new RoundOptions($"failpoints, round {round}", typeof(FailPoint).Assembly.Location, seed) { HasVisits = round % 2 == 1 }, kills);
            // a round ends well only if each kill struck
            ILookup<string, FailPointKill> hits = kills.OfType<FailPointKill>().ToLookup(static kill => kill.Point.Name);
            TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', FailPoint.All.Select(point => $"{point.Name}: {hits[point.Name].Count()}")));
            Assert.All(FailPoint.All, point => Assert.NotEmpty(hits[point.Name]));
            round++;
        }
        while (CrashSettings.IsSoaking);
    }
}
