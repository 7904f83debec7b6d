namespace StoreHub.Server.Tests.Simulation.Disks;

/// <summary>What can be asked of a disk that changes something.</summary>
internal enum DiskCall
{
    Create,
    Append,
    Sync,
    Rename,
    Delete,
    SyncFolder,
}
