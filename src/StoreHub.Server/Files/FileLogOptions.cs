namespace StoreHub.Server.Files;

/// <summary>How logs in files behave.</summary>
/// <param name="Durability">What an acknowledgement means.</param>
/// <param name="SyncInterval">How often it is synced with <see cref="Files.Durability.Interval"/>.</param>
/// <param name="AllowedSkew">How far a client's timestamp may be ahead.</param>
/// <param name="SegmentBytes">How large a segment gets before the next one begins.</param>
/// <param name="SegmentOperations">How many operations a segment gets before the next one begins.</param>
internal sealed record FileLogOptions(Durability Durability, TimeSpan SyncInterval, TimeSpan AllowedSkew, long SegmentBytes, long SegmentOperations);
