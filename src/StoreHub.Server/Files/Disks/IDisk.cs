namespace StoreHub.Server.Files.Disks;

/// <summary>
/// What storage asks of a file system: the seam behind which a simulation loses, tears and refuses writes. Calls block and throw
/// <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>. Safe for any thread; one thread at a time changes a folder.
/// <para>Loss: content is durable after <see cref="IDiskFile.Sync"/>; a name that came, went or changed after
/// <see cref="SyncFolder"/>.</para>
/// </summary>
internal interface IDisk
{
    /// <summary>The names of the files and folders in a folder, in ordinal order; none if there is no such folder.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>Makes a folder that stays, and those above it.</summary>
    void CreateFolder(string path);

    /// <summary>Makes an empty file to append to, in the place of one that may be there.</summary>
    IDiskFile Create(string path);

    /// <summary>Reads a file, or as much of its beginning as is asked for.</summary>
    byte[] Read(string path, int most = int.MaxValue);

    /// <summary>Renames a file or folder; a file that has the new name is replaced.</summary>
    void Rename(string from, string to);

    /// <summary>Removes a file, if it is there.</summary>
    void Delete(string path);

    /// <summary>Removes a folder with all that is in it, if it is there.</summary>
    void DeleteFolder(string path);

    /// <summary>Makes a folder's names durable.</summary>
    void SyncFolder(string path);
}
