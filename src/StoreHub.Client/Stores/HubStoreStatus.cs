using StoreHub.Encodings;
using StoreHub.Protocol.Messages;

namespace StoreHub.Client;

/// <summary>What a hub says of a store. Immutable.</summary>
/// <param name="Epoch">The incarnation of its log.</param>
/// <param name="Revision">The last revision.</param>
/// <param name="DurableRevision">The last durable revision.</param>
/// <param name="Floor">The revision at or below which tombstones are forgotten.</param>
/// <param name="TailStart">Cursors below it get a snapshot.</param>
/// <param name="StateRevision">The revision that <paramref name="StateHash"/> belongs to.</param>
/// <param name="StateHash">The hash of the visible state, if asked for.</param>
/// <param name="Subscribers">How many connections have the store open.</param>
/// <param name="Sources">How many sources history knows.</param>
public sealed record HubStoreStatus(
    string Epoch, long Revision, long DurableRevision, long Floor, long TailStart, long StateRevision, StateHash? StateHash, int Subscribers, int Sources)
{
    internal static HubStoreStatus Of(StatusResult result) => new(
        result.Epoch, result.Revision, result.DurableRevision, result.Floor, result.TailStart, result.StateRevision,
        result.StateHash is null ? null : Encodings.StateHash.Parse(result.StateHash), result.Subscribers, result.Sources);
}
