namespace StoreHub.Benchmarks.Peers;

/// <summary>A peer could not be measured.</summary>
internal sealed class PeersException(string message) : Exception(message);
