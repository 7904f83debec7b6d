using System.Buffers.Binary;
using StoreHub.MessagePack;
using StoreHub.Storage;

namespace StoreHub.Server.Files.Format;

/// <summary>
/// How each file begins: <c>magic, version u32, length u32, crc u32</c>, little-endian, and <c>length</c> bytes of MessagePack. The CRC-32C
/// covers all of it but itself.
/// </summary>
internal static class FileHead
{
    /// <summary>What stands before the MessagePack.</summary>
    public const int PrefixLength = 16;

    /// <summary>The version that is written; a higher one is refused.</summary>
    public const int Version = 1;

    public static byte[] ToBytes(ReadOnlySpan<byte> magic, ReadOnlySpan<byte> body)
    {
        byte[] bytes = new byte[PrefixLength + body.Length];
        magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), body.Length);
        body.CopyTo(bytes.AsSpan(PrefixLength));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), CrcOf(bytes, body.Length));
        return bytes;
    }

    /// <summary>The MessagePack of a file's beginning.</summary>
    /// <exception cref="DamagedFileException">It is not such a file, of a later version, or damaged.</exception>
    public static ReadOnlySpan<byte> Read(string path, ReadOnlySpan<byte> file, ReadOnlySpan<byte> magic)
    {
        if (file.Length < PrefixLength) throw new DamagedFileException(path, 0, $"its head is cut off: it has {file.Length} bytes");
        if (!file[..4].SequenceEqual(magic)) throw new DamagedFileException(path, 0, "it does not begin as such a file does");
        int version = BinaryPrimitives.ReadInt32LittleEndian(file[4..]);
        int length = BinaryPrimitives.ReadInt32LittleEndian(file[8..]);
        bool isWhole = length >= 0 && length <= file.Length - PrefixLength && BinaryPrimitives.ReadUInt32LittleEndian(file[12..]) == CrcOf(file, length);
        if (isWhole && version > Version) throw new DamagedFileException(path, 4, $"it is of version {version}, and this StoreHub reads up to version {Version}");
        if (!isWhole || version < 1) throw new DamagedFileException(path, 0, "its head does not fit its checksum");
        return file.Slice(PrefixLength, length);
    }

    /// <summary>Runs a reader of what a checksum vouches for: what it cannot read is damage all the same.</summary>
    public static T Decode<T>(string path, long offset, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception malformed) when (malformed is MessagePackFormatException or StoreException or ArgumentException or OverflowException)
        {
            throw new DamagedFileException(path, offset, malformed.Message, malformed);
        }
    }

    private static uint CrcOf(ReadOnlySpan<byte> file, int length) => Crc32C.Of(file.Slice(PrefixLength, length), Crc32C.Of(file[..12]));
}
