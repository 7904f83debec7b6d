using System.Collections.Concurrent;
using StoreHub.Server.Files;
using StoreHub.Server.Files.Disks;

namespace StoreHub.Crash.Host.Failures;

/// <summary>A disk with a trap before and after each call.</summary>
internal sealed class FailingDisk(IDisk disk, Trap trap) : IDisk
{
    // a name is synced by the thread that changed it
    [ThreadStatic]
    private static DiskTarget s_changed;

    private readonly ConcurrentDictionary<string, FailingDiskFile> _asides = new();

    public IReadOnlyList<string> List(string folder) => disk.List(folder);

    public void CreateFolder(string path) => disk.CreateFolder(path);

    public byte[] Read(string path, int most = int.MaxValue) => disk.Read(path, most);

    public void DeleteFolder(string path) => disk.DeleteFolder(path);

    public IDiskFile Create(string path)
    {
        DiskTarget target = TargetOf(path);
        trap.Pass(FailMoment.Before, DiskCall.Create, target);
        var file = new FailingDiskFile(disk.Create(path), trap, target);
        _asides[path] = file;
        trap.Pass(FailMoment.After, DiskCall.Create, target);
        return file;
    }

    public void Rename(string from, string to)
    {
        DiskTarget target = TargetOf(from);
        trap.Pass(FailMoment.Before, DiskCall.Rename, target);
        disk.Rename(from, to);
        s_changed = target;
        if (_asides.TryRemove(from, out FailingDiskFile? file)) file.Target = TargetOf(to);
        trap.Pass(FailMoment.After, DiskCall.Rename, target);
    }

    public void Delete(string path)
    {
        DiskTarget target = path.EndsWith(StoreFolder.AsideSuffix, StringComparison.Ordinal) ? DiskTarget.Leftover : TargetOf(path);
        trap.Pass(FailMoment.Before, DiskCall.Delete, target);
        disk.Delete(path);
        s_changed = target;
        trap.Pass(FailMoment.After, DiskCall.Delete, target);
    }

    public void SyncFolder(string path)
    {
        DiskTarget target = s_changed;
        trap.Pass(FailMoment.Before, DiskCall.SyncFolder, target);
        disk.SyncFolder(path);
        s_changed = DiskTarget.Other;
        trap.Pass(FailMoment.After, DiskCall.SyncFolder, target);
    }

    private static DiskTarget TargetOf(string path)
    {
        string name = Path.GetFileName(path);
        bool isAside = name.EndsWith(StoreFolder.AsideSuffix, StringComparison.Ordinal);
        if (isAside) name = name[..^StoreFolder.AsideSuffix.Length];
        if (name == StoreFolder.SnapshotName) return DiskTarget.Snapshot;
        if (!StoreFolder.IsSegment(name)) return DiskTarget.Other;
        return isAside ? DiskTarget.NewSegment : DiskTarget.Segment;
    }
}
