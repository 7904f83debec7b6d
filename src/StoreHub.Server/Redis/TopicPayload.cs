using System.Buffers.Binary;
using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Topics;

namespace StoreHub.Server.Redis;

/// <summary>An event as it goes between hubs: its time, which Redis gives it, in eight bytes; then as MessagePack the rest.</summary>
internal static class TopicPayload
{
    private const int TimeBytes = 8, Elements = 6;

    /// <summary>All but the time.</summary>
    /// <param name="message">The event.</param>
    /// <param name="hub">The hub at which it is published.</param>
    /// <param name="except">The number there of the subscription that does not get it.</param>
    public static byte[] Write(EventMessage message, string hub, long except)
    {
        var writer = new MessagePackWriter(64 + message.Value.Binary.Length);
        writer.WriteArrayHeader(Elements);
        writer.WriteString(hub);
        writer.WriteInt64(except);
        writer.WriteString(message.Source);
        writer.WriteString(message.Topic);
        writer.WriteBoolean(message.Retain);
        writer.WriteBinary(message.Value.Binary);
        return writer.ToArray();
    }

    /// <summary>Reads the time.</summary>
    public static double Time(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadDoubleBigEndian(payload);

    /// <summary>Reads an event; false for what no hub of this version wrote.</summary>
    public static bool TryRead(string store, ReadOnlySpan<byte> payload, string hub, out TopicEvent published, out long except)
    {
        (published, except) = (null!, 0);
        if (payload.Length < TimeBytes) return false;
        var reader = new MessagePackReader(payload[TimeBytes..]);
        try
        {
            if (reader.ReadArrayHeader() != Elements) return false;
            bool isOwn = reader.ReadString() == hub;
            long number = reader.ReadInt64();
            if (isOwn) except = number;
            string source = reader.ReadString(), topic = reader.ReadString();
            bool retain = reader.ReadBoolean();
            var value = new EncodedValue(ValueEncoding.FromBytes(reader.ReadBinary()));
            published = new TopicEvent(new EventMessage { Store = store, Topic = topic, Value = value, Time = Time(payload), Source = source, Retain = retain });
            return true;
        }
        catch (Exception damage) when (damage is MessagePackFormatException or StoreException)
        {
            return false;
        }
    }
}
