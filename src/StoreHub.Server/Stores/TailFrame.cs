using StoreHub.Protocol.Messages;
using StoreHub.Server.FanOut;

namespace StoreHub.Server.Stores;

/// <summary>What lies behind a cursor as one frame, serialized once per wire protocol for all who stand there.</summary>
/// <param name="after">The cursor.</param>
/// <param name="isFull">Whether more lay behind than fits, so that it stays the right frame for its cursor.</param>
/// <param name="records">The records.</param>
internal sealed class TailFrame(long after, bool isFull, RecordsMessage records) : SharedFrame(ClientMethods.Records, records)
{
    public long After { get; } = after;

    public bool IsFull { get; } = isFull;

    public long Last { get; } = records.Last;
}
