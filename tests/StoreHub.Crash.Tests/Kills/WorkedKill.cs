using StoreHub.Tests.Participants;
using StoreHub.Tests.Processes;

namespace StoreHub.Crash.Tests.Kills;

/// <summary><c>kill -9</c> after so many acknowledgements.</summary>
internal sealed class WorkedKill(int acknowledged, IReadOnlyDictionary<string, string>? environment = null) : IKill
{
    public IReadOnlyDictionary<string, string> Environment { get; } = environment ?? new Dictionary<string, string>();

    public async Task StrikeAsync(HubProcess hub, Reached acknowledgements)
    {
        await hub.WaitAsync(acknowledgements.WhenMoreAsync(acknowledged), "enough was acknowledged");
        hub.Kill();
        await hub.WhenKilledAsync();
    }
}
