namespace StoreHub.Server.Snapshots;

/// <summary>Names a snapshot of a store.</summary>
/// <param name="Epoch">The epoch in which it was taken.</param>
/// <param name="Revision">The durable revision that it shows.</param>
public readonly record struct SnapshotId(string Epoch, long Revision);
