using StoreHub.Crash.Tests.Kills;
using StoreHub.Crash.Tests.Rounds;
using StoreHub.Server.Hosting;

namespace StoreHub.Crash.Tests;

public sealed class RandomPointTests
{
    private const int Rounds = 2;

    [Fact]
    public async Task Kills_at_random_points_lose_nothing_and_repeat_nothing()
    {
        for (int round = 0; round < Rounds || CrashSettings.IsSoaking; round++)
        {
            int seed = CrashSettings.Seed + round;
            var random = new Random(seed);
            IKill[] kills = [.. Enumerable.Range(0, (CrashSettings.RandomRestarts + Rounds - 1) / Rounds).Select(_ => new RandomKill(random))];
            await CrashRound.RunAsync(new RoundOptions($"random points, round {round}", typeof(ServerCommand).Assembly.Location, seed) { HasVisits = round % Rounds == 1 }, kills);
        }
    }
}
