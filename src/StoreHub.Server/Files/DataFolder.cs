using System.Globalization;
using StoreHub.Server.Files.Disks;

namespace StoreHub.Server.Files;

/// <summary>The data folder, held by this process: as long as it lives no other hub takes it. The system lets go of it with the process, however that ends.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockName = "storehub.lock";
    // beside it: on Unix .NET lets nobody read a file that is locked
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
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException($"The data folder '{FullPath}' cannot be used: {refused.Message}", refused);
        }

        try
        {
            File.WriteAllText(Path.Combine(FullPath, HolderName), string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName} since {time.GetUtcNow():u}"));
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            // a hub on a full disk still serves readers
        }
    }

    public string FullPath { get; }

    public void Dispose() => _lock.Dispose();

    private FileStream Take(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held) when (File.Exists(path))
        {
            throw new IOException($"The data folder '{FullPath}' belongs to another hub, {Holder()}. Stop that one, or give this one a folder of its own (--data).", held);
        }
    }

    private string Holder()
    {
        try
        {
            return File.ReadAllText(Path.Combine(FullPath, HolderName));
        }
        catch (IOException)
        {
            return "which has not said yet who it is";
        }
    }
}
