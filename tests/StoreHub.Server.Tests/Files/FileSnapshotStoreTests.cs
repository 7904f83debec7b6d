using StoreHub.Server.Snapshots;
using StoreHub.Server.Tests.Snapshots;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Files;

public sealed class FileSnapshotStoreTests : SnapshotStoreContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FileStorage _storage;

    public FileSnapshotStoreTests() => _storage = new FileStorage(_folder.Path);

    protected override ISnapshotStore Snapshots => _storage.Snapshots;

    public void Dispose()
    {
        _storage.Dispose();
        _folder.Dispose();
    }
}
