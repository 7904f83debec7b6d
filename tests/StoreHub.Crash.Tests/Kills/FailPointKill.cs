using System.Globalization;
using StoreHub.Crash.Host.Failures;
using StoreHub.Tests.Participants;
using StoreHub.Tests.Processes;

namespace StoreHub.Crash.Tests.Kills;

/// <summary>The hub kills itself at the n-th pass of a failpoint.</summary>
internal sealed class FailPointKill(FailPoint point, int hit) : IKill
{
    public FailPoint Point => point;

    public IReadOnlyDictionary<string, string> Environment { get; } = EnvironmentOf(point, hit);

    public static IReadOnlyDictionary<string, string> EnvironmentOf(FailPoint point, int hit) => new Dictionary<string, string>
    {
        [Trap.PointVariable] = point.Name,
        [Trap.HitVariable] = hit.ToString(CultureInfo.InvariantCulture),
    };

    public async Task StrikeAsync(HubProcess hub, Reached acknowledgements)
    {
        if (await Task.WhenAny(hub.Ended, Task.Delay(KillSteps.Patience)) != hub.Ended) throw new BrokenPromiseException($"{point.Name} was not reached for the {hit}. time");
        await hub.WhenKilledAsync();
        if (!hub.Output.Contains(Trap.Words(point, hit), StringComparison.Ordinal)) throw new BrokenPromiseException($"the hub was killed, and not at {point.Name}");
    }
}
