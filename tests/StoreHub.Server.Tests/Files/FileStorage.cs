using Microsoft.Extensions.Logging.Abstractions;
using StoreHub.Server.Files;
using StoreHub.Server.Files.Disks;

namespace StoreHub.Server.Tests.Files;

/// <summary>Logs and snapshots in a folder, with their own workers.</summary>
internal sealed class FileStorage : IDisposable
{
    private readonly DiskWorkers _workers = new();

    public FileStorage(string path, IDisk? disk = null, Durability durability = Durability.Sync, TimeProvider? time = null, long segmentOperations = 1_000_000)
    {
        disk ??= new LocalDisk();
        var options = new FileLogOptions(durability, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), 1 << 30, segmentOperations);
        Log = new FileOperationLog(disk, path, new FileLogServices(options, _workers, time ?? TimeProvider.System, Health, NullLogger.Instance));
        Snapshots = new FileSnapshotStore(disk, path, _workers);
    }

    public StorageHealth Health { get; } = new();

    public FileOperationLog Log { get; }

    public FileSnapshotStore Snapshots { get; }

    public void Dispose() => _workers.Dispose();
}
