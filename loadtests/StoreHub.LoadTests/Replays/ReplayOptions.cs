using StoreHub.Client;

namespace StoreHub.LoadTests.Replays;

/// <summary>How a trace is replayed.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Protocol">The wire protocol.</param>
/// <param name="ExtraReaders">Readers besides those that the kind of trace has.</param>
internal sealed record ReplayOptions(string Store, WireProtocol Protocol, int ExtraReaders);
