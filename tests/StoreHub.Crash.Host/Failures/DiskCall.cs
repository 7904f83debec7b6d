namespace StoreHub.Crash.Host.Failures;

/// <summary>What the hub asks of the disk.</summary>
internal enum DiskCall
{
    Create,
    Append,
    Sync,
    Rename,
    SyncFolder,
    Delete,
}
