namespace StoreHub.Server.Stores;

/// <summary>
/// The snapshots that joiners on one wire share: the newest, and the one before it for those who are in the middle of it. Safe for any
/// thread, if one puts.
/// </summary>
internal sealed class SnapshotShelf
{
    private SharedSnapshot? _newest;
    private SharedSnapshot? _before;

    /// <summary>The newest, if a tail reaches back to it.</summary>
    public SharedSnapshot? Newest(long tailStart) => Reached(Volatile.Read(ref _newest), tailStart);

    /// <summary>The one of a revision, if it is still here and a tail reaches back to it.</summary>
    public SharedSnapshot? Find(long revision, long tailStart)
    {
        if (Volatile.Read(ref _newest) is { } newest && newest.Revision == revision) return Reached(newest, tailStart);
        return Volatile.Read(ref _before) is { } before && before.Revision == revision ? Reached(before, tailStart) : null;
    }

    public void Put(SharedSnapshot snapshot)
    {
        Volatile.Write(ref _before, _newest);
        Volatile.Write(ref _newest, snapshot);
    }

    /// <summary>Lets go of what no tail reaches back to.</summary>
    public void Trim(long tailStart)
    {
        Volatile.Write(ref _before, Reached(_before, tailStart));
        Volatile.Write(ref _newest, Reached(_newest, tailStart));
    }

    private static SharedSnapshot? Reached(SharedSnapshot? snapshot, long tailStart) => snapshot?.Revision >= tailStart ? snapshot : null;
}
