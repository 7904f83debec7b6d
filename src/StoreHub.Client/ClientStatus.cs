namespace StoreHub.Client;

/// <summary>Where a client or store stands, and why. Immutable.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">
/// Why it is offline or closed. <see cref="StoreErrorCode.StorageUnavailable"/> while it is live and the hub takes no writes, since it cannot store
/// them: they are kept and sent again. <see cref="StoreErrorCode.None"/> otherwise.
/// </param>
/// <param name="Message">The same for people; null if there is nothing to say.</param>
public sealed record ClientStatus(ClientState State, StoreErrorCode Reason = StoreErrorCode.None, string? Message = null);
