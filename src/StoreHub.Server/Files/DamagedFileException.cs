namespace StoreHub.Server.Files;

/// <summary>A file is not what was written there, and it is not the torn end of something that nobody was told of.</summary>
internal sealed class DamagedFileException(string path, long offset, string what, Exception? cause = null)
    : Exception($"'{path}' is damaged at byte {offset}: {what}. Restore the store's folder from a backup, or move it away to begin anew; nothing was changed.", cause)
{
    public string Path { get; } = path;

    public long Offset { get; } = offset;

    public string What { get; } = what;
}
