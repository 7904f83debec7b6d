using Microsoft.Win32.SafeHandles;
using StoreHub.MessagePack;
using StoreHub.Storage;

namespace StoreHub.Client.Persistence;

/// <summary>A journal on disk. What it was given is on disk when the call returns. Not safe for several threads.</summary>
internal sealed class JournalFile : IDisposable
{
    public const string FileName = "journal";

    private const string AsideName = "journal.new";

    /// <summary>Below it compacting is not worth the while; above, it is done at four times what is needed.</summary>
    private const long SmallBytes = 1 << 20;

    private readonly string _folder;
    private readonly string _path;
    private readonly Action<SafeFileHandle, string> _sync;
    private readonly MessagePackWriter _buffer = new();
    private SafeFileHandle _handle;
    private long _length;
    private long _compactAt;

    private JournalFile(string folder, Action<SafeFileHandle, string>? sync)
    {
        _folder = folder;
        _sync = sync ?? FileSync.File;
        _path = Path.Combine(folder, FileName);
        _handle = new SafeFileHandle();
    }

    /// <summary>Whether it has grown far beyond what it needs.</summary>
    public bool IsOvergrown => _length > _compactAt;

    /// <summary>Whether it can be added to: a failure in the middle of taking another's place leaves nothing to add to.</summary>
    public bool IsOpen => !_handle.IsClosed && !_handle.IsInvalid;

    /// <summary>Makes the folder's journal, whole or not at all.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="entries">What it begins with.</param>
    /// <param name="sync">What makes a file's content survive; null: <see cref="FileSync.File"/>.</param>
    public static JournalFile Create(string folder, IEnumerable<JournalEntry> entries, Action<SafeFileHandle, string>? sync = null)
    {
        var file = new JournalFile(folder, sync);
        file.Replace(entries);
        return file;
    }

    /// <summary>Opens the folder's journal and cuts what was being written when its last owner died.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="kept">What is kept there.</param>
    /// <param name="sync">What makes a file's content survive; null: <see cref="FileSync.File"/>.</param>
    /// <returns>Null if there is none.</returns>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.StorageDamaged"/>; nothing was changed.</exception>
    public static JournalFile? Open(string folder, out KeptStore kept, Action<SafeFileHandle, string>? sync = null)
    {
        kept = new KeptStore();
        var file = new JournalFile(folder, sync);
        if (!File.Exists(file._path)) return null;
        byte[] bytes = File.ReadAllBytes(file._path);
        file._length = JournalReader.Read(file._path, bytes, kept);
        file._compactAt = SmallBytes;
        file._handle = OpenFile(file._path, FileMode.Open);
        try
        {
            if (file._length < bytes.Length) RandomAccess.SetLength(file._handle, file._length);
            // what was written and not synced before can be read, and be lost all the same
            file._sync(file._handle, file._path);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Adds entries: all of them, or after a crash none.</summary>
    /// <exception cref="IOException">They may be in the file or not; it must be replaced.</exception>
    public void Append(IEnumerable<JournalEntry> entries)
    {
        _buffer.Clear();
        foreach (JournalEntry entry in entries) JournalEncoding.Write(_buffer, entry);
        RandomAccess.Write(_handle, [JournalFormat.FrameHeader(_buffer.WrittenSpan), _buffer.WrittenMemory], _length);
        _sync(_handle, _path);
        _length += JournalFormat.FrameHeaderBytes + _buffer.Length;
    }

    /// <summary>Replaces all that is kept.</summary>
    /// <exception cref="IOException">The file is as it was, or <see cref="IsOpen"/> is false.</exception>
    public void Replace(IEnumerable<JournalEntry> entries)
    {
        string path = Path.Combine(_folder, AsideName);
        var body = new MessagePackWriter();
        foreach (JournalEntry entry in entries) JournalEncoding.Write(body, entry);
        SafeFileHandle aside = OpenFile(path, FileMode.Create);
        try
        {
            RandomAccess.Write(aside, [JournalFormat.Header(), JournalFormat.FrameHeader(body.WrittenSpan), body.WrittenMemory], 0);
            _sync(aside, path);
            // Windows renames over no open file; and once another may have its name, this one must not be written any more
            _handle.Dispose();
            File.Move(path, _path, overwrite: true);
            FileSync.Folder(_folder);
        }
        catch
        {
            aside.Dispose();
            Drop(path);
            throw;
        }

        _handle = aside;
        _length = JournalFormat.HeaderBytes + JournalFormat.FrameHeaderBytes + body.Length;
        _compactAt = Math.Max(SmallBytes, 4 * _length);
    }

    /// <summary>Replaces what it holds by what that comes to.</summary>
    /// <exception cref="IOException">The file is as it was, or <see cref="IsOpen"/> is false.</exception>
    public void Compact()
    {
        // if it fails, as on a full disk, not at once again
        _compactAt = _length + SmallBytes;
        var kept = new KeptStore();
        JournalReader.Read(_path, ReadAll(), kept);
        Replace(kept.ToEntries());
    }

    public void Dispose() => _handle.Dispose();

    // by its own handle: Windows gives nobody another one to a file that is being written
    private byte[] ReadAll()
    {
        var bytes = new byte[_length];
        for (int read = 0; read < bytes.Length;)
        {
            int more = RandomAccess.Read(_handle, bytes.AsSpan(read), read);
            if (more == 0) throw new IOException($"'{_path}' is shorter than what was written to it.");
            read += more;
        }

        return bytes;
    }

    private static SafeFileHandle OpenFile(string path, FileMode mode) => File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);

    private static void Drop(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // the next one is written over it
        }
    }
}
