using StoreHub.Crash.Host.Failures;
using StoreHub.Crash.Tests.Kills;
using StoreHub.Crash.Tests.Rounds;
using StoreHub.Tests.Participants;

namespace StoreHub.Crash.Tests;

public sealed class DetectionTests
{
    [Fact]
    public async Task A_disk_that_forgets_what_it_was_given_is_noticed()
    {
        IKill[] kills = [new WorkedKill(5), new WorkedKill(60, FailPointKill.EnvironmentOf(FailPoint.UntrueAppend, 10))];
        BrokenPromiseException noticed = await Assert.ThrowsAsync<BrokenPromiseException>(
            () => CrashRound.RunAsync(new RoundOptions("a disk that forgets", typeof(FailPoint).Assembly.Location, CrashSettings.Seed), kills));
        Assert.Matches("was acknowledged as|is damaged", noticed.Message);
        Directory.Delete(noticed.DataPath!, recursive: true);
    }
}
