using System.Globalization;
using System.Text;
using StoreHub.Server.Files.Disks;

namespace StoreHub.Server.Files;

/// <summary>The data folder, held by this process: as long as it lives no other hub takes it. The system lets go of it with the process, however that ends.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockName = "storehub.lock";

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

        _lock.SetLength(0);
        _lock.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName} since {time.GetUtcNow():u}")));
        _lock.Flush();
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
            throw new IOException($"The data folder '{FullPath}' belongs to another hub, {Holder(path)}. Stop that one, or give this one a folder of its own (--data).", held);
        }
    }

    private static string Holder(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd() is { Length: > 0 } holder ? holder : "which did not say who it is";
        }
        catch (IOException)
        {
            return "which did not say who it is";
        }
    }
}
