namespace StoreHub.Server.Tests.Simulation.Disks;

/// <summary>The process ends here. No production code catches it, as none runs any more.</summary>
internal sealed class SimulatedCrash() : Exception("The process ended.");
