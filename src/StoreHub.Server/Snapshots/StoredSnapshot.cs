namespace StoreHub.Server.Snapshots;

/// <summary>A snapshot as it is kept. Immutable.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Content">Its binary encoding.</param>
public sealed record StoredSnapshot(SnapshotId Id, ReadOnlyMemory<byte> Content);
