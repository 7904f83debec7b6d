using StoreHub.Server.Files;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>What happens in a simulation, beside the seed.</summary>
internal sealed record SimulationOptions
{
    /// <summary>The rule that is taken away.</summary>
    public SimulationFault Fault { get; init; }

    /// <summary>Whether the hub crashes, and loses what was not synced.</summary>
    public bool Crashes { get; init; }

    /// <summary>Whether a crash may lose what was acknowledged.</summary>
    public bool Lossy { get; init; }

    /// <summary>Whether some authors write without identities.</summary>
    public bool Foreign { get; init; }

    /// <summary>Whether connections mostly hold, so that replicas come close to each other and the floor rises.</summary>
    public bool Calm { get; init; }

    /// <summary>Whether one client is away most of the time, and writes there.</summary>
    public bool Away { get; init; }

    /// <summary>Whether submissions wait for long before they are sent, as when the hub is overloaded.</summary>
    public bool Slow { get; init; }

    /// <summary>Whether the hub forgets sources that are away.</summary>
    public bool Forgets { get; init; }
    /// <summary>What an acknowledgement means.</summary>
    public Durability Durability { get; init; }

    /// <summary>Whether the disk fails now and then.</summary>
    public bool DiskFaults { get; init; }

    /// <summary>Whether snapshots are saved and the log is trimmed all the time.</summary>
    public bool Saves { get; init; }

    /// <summary>Whether the disk says that it has synced what it has not: then anything may be lost, and a run ends where recovery refuses to go on.</summary>
    public bool Lies { get; init; }

    public int Steps { get; init; } = 250;

    /// <summary>Steps in which nothing happens, from which a failure was freed.</summary>
    public StepSet Skip { get; init; } = StepSet.Empty;

    /// <summary>Whether a crash may take the power with it: where that may lose what was acknowledged, clients are told.</summary>
    public bool LosesPower => Lossy || Durability == Durability.Sync;

    /// <summary>Without a fault: all mixtures, by turns.</summary>
    public static SimulationOptions Of(long seed) => new()
    {
        Crashes = (seed & 1) != 0,
        Foreign = (seed & 2) != 0,
        Lossy = (seed & 5) == 5,
        Calm = (seed & 8) != 0,
        Away = (seed & 16) != 0,
        Slow = (seed & 32) != 0,
        Forgets = (seed & 64) != 0,
        DiskFaults = seed % 3 != 0,
        Saves = seed % 7 < 3,
        Durability = (seed & 5) == 5 || seed % 5 == 0 ? (seed & 64) == 0 ? Durability.Interval : Durability.None : Durability.Sync,
    };
}
