using System.Globalization;

namespace StoreHub.Client.Persistence;

/// <summary>
/// Holds a folder for one owner: a file that is open for it alone, which the system closes even if the process is killed. A second file says
/// who it is, for people.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private const string LockName = "lock";
    private const string OwnerName = "owner";
    private const int SharingViolationOfWindows = unchecked((int)0x80070020);
    private const int WouldBlockOfLinux = 11;
    private const int WouldBlockOfDarwin = 35;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Takes the folder; waits a moment for one who is just leaving it.</summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.StorageInUse"/>: it stays taken; names folder and owner.</exception>
    public static async Task<FolderLock> TakeAsync(string folder, TimeSpan patience, TimeProvider time)
    {
        long start = time.GetTimestamp();
        while (true)
        {
            try
            {
                var file = new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                TellOwner(folder);
                return new FolderLock(file);
            }
            catch (IOException e) when (e.HResult is SharingViolationOfWindows or WouldBlockOfLinux or WouldBlockOfDarwin)
            {
                if (time.GetElapsedTime(start) >= patience) throw new StoreException(StoreErrorCode.StorageInUse, $"'{folder}' is in use by {Owner(folder)}: a folder has one owner at a time. Close the store there, or give each client a DataPath of its own.", innerException: e);
            }

            await Task.Delay(Poll, time).ConfigureAwait(false);
        }
    }

    public void Dispose() => _file.Dispose();

    private static void TellOwner(string folder)
    {
        try
        {
            File.WriteAllText(Path.Combine(folder, OwnerName), string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // only for people
        }
    }

    private static string Owner(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, OwnerName)) is { Length: > 0 } owner ? owner : "another client";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "another client";
        }
    }
}
