namespace StoreHub.Client;

/// <summary>Where a client or store stands with its hub.</summary>
public enum ClientState
{
    /// <summary>It is connecting, or opening its stores, for the first time or again.</summary>
    Connecting,

    /// <summary>It has everything that the hub had when it was opened, and hears of every change at once.</summary>
    Live,

    /// <summary>The hub cannot be reached; writes are kept and sent later. It tries again by itself.</summary>
    Offline,

    /// <summary>It ended; the reason says why. It does not try again.</summary>
    Closed,
}
