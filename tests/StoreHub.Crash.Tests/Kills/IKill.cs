using StoreHub.Tests.Participants;
using StoreHub.Tests.Processes;

namespace StoreHub.Crash.Tests.Kills;

/// <summary>How one life of the hub ends.</summary>
internal interface IKill
{
    /// <summary>What the process is told at its start.</summary>
    IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Completes when the process is dead, as it was meant to be.</summary>
    Task StrikeAsync(HubProcess hub, Reached acknowledgements);
}
