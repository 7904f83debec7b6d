namespace StoreHub.Server.Files;

/// <summary>What an acknowledgement of a hub that keeps its log in files means.</summary>
public enum Durability
{
    /// <summary>The operation is on the disk: it survives the end of the process, and loss of power.</summary>
    Sync,

    /// <summary>
    /// The operation is with the operating system and survives the end of the process. The disk is synced every
    /// <see cref="Hosting.StoreHubOptions.SyncInterval"/>: loss of power may lose what was acknowledged within it.
    /// </summary>
    Interval,

    /// <summary>
    /// The operation is with the operating system and survives the end of the process. Loss of power may lose what was acknowledged since the
    /// last snapshot or segment, whichever is later.
    /// </summary>
    None,
}
