using System.Globalization;
using StoreHub.Server.Files.Disks;

namespace StoreHub.Server.Files;

/// <summary>The data folder, held by this process: as long as it lives no other hub takes it. The system lets go of it with the process, however that ends.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockName = "storehub.lock";

    // who is locked out cannot read the lock
    private const string HolderName = "storehub.holder";

    private readonly FileStream _lock;

    /// <summary>Takes the folder, and makes it if it is not there.</summary>
    /// <exception cref="IOException">Another process has it, or it cannot be made or written.</exception>
    public DataFolder(IDisk disk, string path, TimeProvider time)
    {
        FullPath = Path.GetFullPath(path);
        try
        {
            disk.CreateFolder(Path.Combine(FullPath, StoreFolder.Stores));
            _lock = Take(Path.Combine(FullPath, LockName));
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException || (refused is IOException && refused.InnerException is null))
        {
            throw new IOException($"The data folder '{FullPath}' cannot be used: {refused.Message}", refused);
        }

        try
        {
            File.WriteAllText(Path.Combine(FullPath, HolderName), string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName} since {time.GetUtcNow():u}"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // a disk that is full keeps nobody from reading; then nothing says whose the folder is
        }
    }

    /// <summary>Takes a folder that is there already.</summary>
    /// <exception cref="IOException">There is no such data folder, another process has it, or it cannot be written.</exception>
    public static DataFolder OfExisting(IDisk disk, string path, TimeProvider time)
    {
        string full = Path.GetFullPath(path);
        if (!Directory.Exists(full)) throw new IOException($"There is no folder '{full}'.");
        if (!Directory.Exists(Path.Combine(full, StoreFolder.Stores))) throw new IOException($"'{full}' is no data folder of a hub: it has no folder '{StoreFolder.Stores}'.");
        return new DataFolder(disk, full, time);
    }

    public string FullPath { get; }

    /// <summary>Whether it is still the folder that was taken.</summary>
    public bool IsThere => File.Exists(Path.Combine(FullPath, LockName));

    public void Dispose() => _lock.Dispose();

    private FileStream Take(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held) when (IsHeld(held))
        {
            throw new IOException($"The data folder '{FullPath}' belongs to another hub, {Holder()}. Stop that one, or give this one a folder of its own (--data).", held);
        }
    }

    // Windows has a code for it; elsewhere it is the system's own, EWOULDBLOCK, which is another on Linux and on macOS
    private static bool IsHeld(IOException failure) => OperatingSystem.IsWindows() ? (failure.HResult & 0xFFFF) is 32 or 33 : failure.HResult == (OperatingSystem.IsMacOS() ? 35 : 11);

    private string Holder()
    {
        try
        {
            return File.ReadAllText(Path.Combine(FullPath, HolderName)) is { Length: > 0 } holder ? holder : "which did not say who it is";
        }
        catch (IOException)
        {
            return "which did not say who it is";
        }
    }
}
