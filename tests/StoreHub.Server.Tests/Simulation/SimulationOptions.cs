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

    public int Steps { get; init; } = 250;

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
    };
}
