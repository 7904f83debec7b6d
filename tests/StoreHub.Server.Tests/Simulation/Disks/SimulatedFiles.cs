using StoreHub.Core.Tests.Generators;
using StoreHub.Server.Files.Disks;

namespace StoreHub.Server.Tests.Simulation.Disks;

/// <summary>
/// A file system that keeps its promises and no more: content that is not synced and names whose folder is not synced may be lost with the
/// power, each by itself; every call may fail, and the process may end before, in or after it.
/// </summary>
internal sealed class SimulatedFiles(Dice dice) : IDisk
{
    private readonly SortedDictionary<string, SimulatedFile> _files = new(StringComparer.Ordinal);
    // what a path named since its folder was synced, the durable first; null: nothing
    private readonly SortedDictionary<string, List<SimulatedFile?>> _unsynced = new(StringComparer.Ordinal);
    private int _crashIn;

    /// <summary>How likely a call fails.</summary>
    public double FailChance { get; set; }

    /// <summary>Which calls may fail; null: all.</summary>
    public DiskCall? Failing { get; set; }

    /// <summary>Whether the process has ended: then nothing can be done any more until <see cref="Restart"/>.</summary>
    public bool IsDown { get; private set; }

    /// <summary>What other threads do before a call is done.</summary>
    public Action? Meanwhile { get; set; }

    /// <summary>The process ends in the nth call from now.</summary>
    public void CrashIn(int calls) => _crashIn = calls;

    /// <summary>The process ends now.</summary>
    public void Crash() => IsDown = true;

    /// <summary>A new process begins.</summary>
    public void Restart()
    {
        IsDown = false;
        _crashIn = 0;
    }

    /// <summary>The power failed.</summary>
    public void LosePower()
    {
        foreach ((string path, List<SimulatedFile?> versions) in _unsynced)
        {
            if (dice.Pick(versions) is { } file) _files[path] = file;
            else _files.Remove(path);
        }

        _unsynced.Clear();
        foreach (SimulatedFile file in _files.Values.Distinct()) file.Lose(dice);
    }

    /// <summary>A backup of what the system shows.</summary>
    public SimulatedFiles Copy()
    {
        var copy = new SimulatedFiles(dice);
        foreach ((string path, SimulatedFile file) in _files) copy._files[path] = file.Copy();
        return copy;
    }

    public SimulatedFile File(string path) => _files[path];

    public IReadOnlyList<string> List(string folder)
    {
        RequireUp();
        return [.. _files.Keys.Where(path => Path.GetDirectoryName(path) == folder).Select(path => Path.GetFileName(path)!)];
    }

    public byte[] Read(string path, int most = int.MaxValue)
    {
        RequireUp();
        if (!_files.TryGetValue(path, out SimulatedFile? file)) throw new FileNotFoundException("There is no such file.", path);
        return file.Content.Length <= most ? [.. file.Content] : file.Content[..most];
    }

    public void CreateFolder(string path) => Do(DiskCall.Create, static () => { });

    public IDiskFile Create(string path)
    {
        var file = new SimulatedFile();
        Do(DiskCall.Create, () => Name(path, file));
        return new SimulatedFileHandle(this, file);
    }

    public void Rename(string from, string to) => Do(DiskCall.Rename, () =>
    {
        SimulatedFile file = _files[from];
        Name(from, null);
        Name(to, file);
    });

    public void Delete(string path)
    {
        RequireUp();
        if (_files.ContainsKey(path)) Do(DiskCall.Delete, () => Name(path, null));
    }

    public void DeleteFolder(string path) => throw new NotSupportedException();

    public void SyncFolder(string path) => Do(DiskCall.SyncFolder, () => SyncNames(path, static () => true), () => SyncNames(path, () => dice.Chance(0.5)));

    public void Append(SimulatedFile file, byte[] bytes) => Do(DiskCall.Append, () => file.Append(bytes), () => file.Append(bytes.AsSpan(0, dice.Next(bytes.Length + 1))));

    public void Sync(SimulatedFile file) => Do(DiskCall.Sync, file.Sync, () => file.FailSync(dice));

    /// <param name="call">Which call.</param>
    /// <param name="whole">What it does.</param>
    /// <param name="part">What a call may do that does not come to its end; null: nothing.</param>
    private void Do(DiskCall call, Action whole, Action? part = null)
    {
        RequireUp();
        Meanwhile?.Invoke();
        RequireUp();
        if (_crashIn > 0 && --_crashIn == 0)
        {
            int reached = dice.Next(3);
            if (reached == 1) part?.Invoke();
            if (reached == 2) whole();
            Crash();
            throw new SimulatedCrash();
        }

        if (FailChance > 0 && (Failing ?? call) == call && dice.Chance(FailChance))
        {
            part?.Invoke();
            throw new IOException("The disk refuses.");
        }

        whole();
    }

    private void Name(string path, SimulatedFile? file)
    {
        if (!_unsynced.TryGetValue(path, out List<SimulatedFile?>? versions)) _unsynced[path] = versions = [_files.GetValueOrDefault(path)];
        versions.Add(file);
        if (file is null) _files.Remove(path);
        else _files[path] = file;
    }

    private void SyncNames(string folder, Func<bool> isSynced)
    {
        foreach (string path in _unsynced.Keys.Where(path => Path.GetDirectoryName(path) == folder && isSynced()).ToArray()) _unsynced.Remove(path);
    }

    private void RequireUp()
    {
        if (IsDown) throw new SimulatedCrash();
    }
}
