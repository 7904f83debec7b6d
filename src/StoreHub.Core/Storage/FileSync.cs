using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StoreHub.Storage;

/// <summary>
/// Makes what was written to files survive a loss of power, or says that it does not: <see cref="FileStream.Flush(bool)"/> and
/// <see cref="RandomAccess.FlushToDisk"/> hide errors on Unix. After an error what was written since the last success may be gone although a
/// later call succeeds: never sync the same handle again, write it anew elsewhere. Safe for any thread.
/// </summary>
internal static partial class FileSync
{
    private const int Interrupted = 4;
    private const int InvalidArgument = 22;
    private const int NotForThisFile = 25;
    private const int NotSupportedOfDarwin = 45;
    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int CloseOnExecOfDarwin = 0x1000000;
    private const int FullSyncOfDarwin = 51;

    /// <summary>Syncs a file's content and size.</summary>
    /// <param name="handle">The open file.</param>
    /// <param name="path">Its name, for the message.</param>
    /// <exception cref="IOException">It could not be synced; names path and cause.</exception>
    public static void File(SafeFileHandle handle, string path)
    {
        ArgumentNullException.ThrowIfNull(handle);
        if (OperatingSystem.IsWindows()) RandomAccess.FlushToDisk(handle);
        else Sync(handle, path);
    }

    /// <summary>Syncs a folder's entries, after a file in it was made, renamed or removed. On Windows there is no such call, and it does nothing.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="IOException">It could not be synced; names path and cause.</exception>
    public static void Folder(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (OperatingSystem.IsWindows()) return;
        int descriptor;
        do descriptor = Open(path, OperatingSystem.IsMacOS() ? CloseOnExecOfDarwin : ReadOnlyCloseOnExec);
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        if (descriptor < 0) throw Failure("opened", path);
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        Sync(handle, path);
    }

    private static void Sync(SafeFileHandle handle, string path)
    {
        // on macOS fsync leaves the data in the drive's own cache; some file systems there know no more than fsync
        if (OperatingSystem.IsMacOS())
        {
            if (Control(handle, FullSyncOfDarwin, 0) == 0) return;
            if (Marshal.GetLastPInvokeError() is not (InvalidArgument or NotForThisFile or NotSupportedOfDarwin)) throw Failure("synced", path);
        }

        int result;
        do result = Fsync(handle);
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        if (result < 0) throw Failure("synced", path);
    }

    private static IOException Failure(string what, string path)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"'{path}' could not be {what}: {Marshal.GetPInvokeErrorMessage(error)} (errno {error}).");
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle handle);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle handle, int command, int argument);
}
