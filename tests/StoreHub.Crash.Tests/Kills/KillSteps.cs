using StoreHub.Tests.Participants;
using StoreHub.Tests.Processes;

namespace StoreHub.Crash.Tests.Kills;

internal static class KillSteps
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits for something, unless the hub ends by itself before or it takes too long.</summary>
    public static async Task WaitAsync(this HubProcess hub, Task awaited, string what)
    {
        Task first = await Task.WhenAny(awaited, hub.Ended, Task.Delay(Patience));
        if (first == awaited) await awaited;
        else if (first == hub.Ended) throw new BrokenPromiseException($"the hub ended by itself, with exit code {await hub.Ended}, before {what}");
        else throw new BrokenPromiseException($"{Patience.TotalSeconds:0} s passed before {what}");
    }

    /// <summary>Waits for the end of a process that was killed.</summary>
    public static async Task WhenKilledAsync(this HubProcess hub)
    {
        int code = await hub.Ended.WaitAsync(Patience);
        if (code != HubProcess.Killed) throw new BrokenPromiseException($"the hub ended by itself, with exit code {code}");
    }
}
