namespace StoreHub.Server.Logs;

/// <summary>An epoch that is over.</summary>
/// <param name="Epoch">Its name.</param>
/// <param name="Revision">The last of its revisions that survived.</param>
public readonly record struct EpochEnd(string Epoch, long Revision);
