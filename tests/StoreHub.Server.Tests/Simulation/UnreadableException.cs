namespace StoreHub.Server.Tests.Simulation;

/// <summary>A disk that lied has nothing left that fits together, and recovery says so: there is nothing more to be seen.</summary>
internal sealed class UnreadableException() : Exception("The disk lied.");
