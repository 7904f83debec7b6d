using StoreHub.Server.Files;
using StoreHub.Server.Files.Disks;

namespace StoreHub.Server.Tests.Simulation.Disks;

/// <summary>A disk below which a rule of storage is taken away, so that the real storage does what it would do without it.</summary>
internal sealed class FaultyDisk(IDisk disk, SimulationFault fault, Func<bool> lies) : IDisk
{
    private FaultyFile? _late;
    private bool _deleted;
    private bool _renamed;

    public IReadOnlyList<string> List(string folder) => disk.List(folder);

    public void CreateFolder(string path) => disk.CreateFolder(path);

    public IDiskFile Create(string path) => new FaultyFile(disk.Create(path), fault, lies, () => path.EndsWith(StoreFolder.AsideSuffix, StringComparison.Ordinal) && !_renamed, file => _late = file);

    public byte[] Read(string path, int most = int.MaxValue) => disk.Read(path, most);

    public void Rename(string from, string to)
    {
        disk.Rename(from, to);
        (_deleted, _renamed) = (false, true);
    }

    public void Delete(string path)
    {
        disk.Delete(path);
        (_deleted, _renamed) = (true, false);
    }

    public void DeleteFolder(string path) => disk.DeleteFolder(path);

    public void SyncFolder(string path)
    {
        bool skipped = (fault == SimulationFault.SegmentsRemovedAtOnce && _deleted) || (fault == SimulationFault.NameNotSynced && _renamed);
        if (!skipped) disk.SyncFolder(path);
        _renamed = false;
        FaultyFile? late = _late;
        _late = null;
        late?.SyncLate();
    }
}
