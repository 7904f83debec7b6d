namespace StoreHub.Protocol.Messages;

/// <summary>How far a client has settled, in which incarnation of the log.</summary>
/// <param name="Epoch">The incarnation.</param>
/// <param name="Revision">The last settled revision, from 0.</param>
public sealed record Cursor(string Epoch, long Revision);
