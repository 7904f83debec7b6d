using StoreHub.Server.Files.Disks;

namespace StoreHub.Server.Tests.Files;

/// <summary>A disk that refuses what a test wants it to refuse, and counts what it does.</summary>
internal sealed class UnreliableDisk : IDisk
{
    private readonly LocalDisk _inner = new();

    /// <summary>Whether nothing can be written, made or renamed, as on a full disk.</summary>
    public volatile bool IsFull;

    /// <summary>How many syncs fail from now on.</summary>
    public int FailingSyncs;

    /// <summary>How many files were made.</summary>
    public int Created;

    public IReadOnlyList<string> List(string folder) => _inner.List(folder);

    public void CreateFolder(string path) => _inner.CreateFolder(path);

    public IDiskFile Create(string path)
    {
        Write();
        Interlocked.Increment(ref Created);
        return new File(this, _inner.Create(path));
    }

    public byte[] Read(string path, int most = int.MaxValue) => _inner.Read(path, most);

    public void Rename(string from, string to)
    {
        Write();
        _inner.Rename(from, to);
    }

    public void Delete(string path) => _inner.Delete(path);

    public void DeleteFolder(string path) => _inner.DeleteFolder(path);

    public void SyncFolder(string path) => _inner.SyncFolder(path);

    private void Write()
    {
        if (IsFull) throw new IOException("No space left on device");
    }

    private sealed class File(UnreliableDisk disk, IDiskFile inner) : IDiskFile
    {
        private bool _hasFailed;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            Assert.False(_hasFailed, "A file that failed is written to.");
            try
            {
                disk.Write();
            }
            catch (IOException)
            {
                _hasFailed = true;
                throw;
            }

            inner.Append(bytes);
        }

        public void Sync()
        {
            Assert.False(_hasFailed, "A file that failed is synced again.");
            if (Interlocked.Decrement(ref disk.FailingSyncs) >= 0)
            {
                _hasFailed = true;
                throw new IOException("Input/output error");
            }

            inner.Sync();
        }

        public void Dispose() => inner.Dispose();
    }
}
