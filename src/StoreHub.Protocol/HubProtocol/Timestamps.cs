using System.Buffers.Binary;
using StoreHub.MessagePack;

namespace StoreHub.Protocol.HubProtocol;

/// <summary>Timestamps of general arguments, which keep all of .NET's 100 ns; a store's instants have whole milliseconds.</summary>
internal static class Timestamps
{
    public const sbyte ExtensionType = -1;

    public static void Write(MessagePackWriter writer, DateTime utc)
    {
        long ticks = utc.Ticks - DateTime.UnixEpoch.Ticks;
        long seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out long rest);
        if (rest < 0)
        {
            seconds--;
            rest += TimeSpan.TicksPerSecond;
        }

        uint nanoseconds = (uint)rest * 100;
        Span<byte> data = stackalloc byte[12];
        if (seconds is >= 0 and <= uint.MaxValue && nanoseconds == 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(data, (uint)seconds);
            data = data[..4];
        }
        else if (seconds is >= 0 and < 1L << 34)
        {
            BinaryPrimitives.WriteUInt64BigEndian(data, (ulong)nanoseconds << 34 | (ulong)seconds);
            data = data[..8];
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(data, nanoseconds);
            BinaryPrimitives.WriteInt64BigEndian(data[4..], seconds);
        }

        writer.WriteExtension(ExtensionType, data);
    }

    /// <summary>Reads the data of a timestamp; what is finer than 100 ns is cut off.</summary>
    public static DateTime Read(ReadOnlySpan<byte> data)
    {
        long seconds;
        uint nanoseconds = 0;
        switch (data.Length)
        {
            case 4:
                seconds = BinaryPrimitives.ReadUInt32BigEndian(data);
                break;
            case 8:
                ulong both = BinaryPrimitives.ReadUInt64BigEndian(data);
                seconds = (long)(both & 0x3_ffff_ffff);
                nanoseconds = (uint)(both >> 34);
                break;
            case 12:
                nanoseconds = BinaryPrimitives.ReadUInt32BigEndian(data);
                seconds = BinaryPrimitives.ReadInt64BigEndian(data[4..]);
                break;
            default:
                throw new InvalidDataException($"A timestamp has 4, 8 or 12 bytes, not {data.Length}.");
        }

        if (nanoseconds >= 1_000_000_000 || seconds is < -62_135_596_800 or > 253_402_300_799)
            throw new InvalidDataException($"A timestamp of {seconds} s and {nanoseconds} ns lies outside the years 1 to 9999.");
        return DateTime.UnixEpoch.AddTicks(seconds * TimeSpan.TicksPerSecond + nanoseconds / 100);
    }
}
