using StoreHub.Server.Snapshots;

namespace StoreHub.Server.Tests.Snapshots;

public sealed class MemorySnapshotStoreTests : SnapshotStoreContract
{
    protected override ISnapshotStore Snapshots { get; } = new MemorySnapshotStore();
}
