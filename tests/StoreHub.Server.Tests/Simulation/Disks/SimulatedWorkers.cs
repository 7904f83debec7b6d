using StoreHub.Core.Tests.Generators;
using StoreHub.Server.Files;

namespace StoreHub.Server.Tests.Simulation.Disks;

/// <summary>Workers that run in the one thread of the simulation, when it says so, and in any order, as several threads would.</summary>
internal sealed class SimulatedWorkers(Dice dice) : IDiskWorkers
{
    private readonly List<Action> _work = [];

    public bool IsIdle => _work.Count == 0;

    public void Run(Action work, Action<Exception> failed) => _work.Add(work);

    /// <summary>Does some of the work that waits, if any does.</summary>
    public bool RunNext()
    {
        if (IsIdle) return false;
        int next = dice.Next(_work.Count);
        Action work = _work[next];
        _work.RemoveAt(next);
        work();
        return true;
    }

    /// <summary>The process is gone, and its work with it.</summary>
    public void Clear() => _work.Clear();
}
