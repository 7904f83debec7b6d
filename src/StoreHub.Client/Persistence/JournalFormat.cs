using System.Buffers.Binary;
using StoreHub.Storage;

namespace StoreHub.Client.Persistence;

/// <summary>
/// A journal's bytes, integers little endian. Header: <c>SHJOURNL</c>, version (u32), CRC-32C of both (u32). Then frames: length of the body
/// (u32), CRC-32C of the length (u32), CRC-32C of the body (u32), body: entries. A frame is synced before the next is written, so only the
/// last can be incomplete; the first was complete before the file had its name. Safe for any thread.
/// </summary>
internal static class JournalFormat
{
    public const int HeaderBytes = 16;

    public const int FrameHeaderBytes = 12;

    public const uint Version = 1;

    private const int SectorBytes = 512;

    private static ReadOnlySpan<byte> Magic => "SHJOURNL"u8;

    public static byte[] Header()
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), Crc32C.Of(header.AsSpan(0, 12)));
        return header;
    }

    /// <summary>A frame's beginning, for the body that follows it.</summary>
    public static byte[] FrameHeader(ReadOnlySpan<byte> body)
    {
        var header = new byte[FrameHeaderBytes];
        BinaryPrimitives.WriteInt32LittleEndian(header, body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), Crc32C.Of(header.AsSpan(0, 4)));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), Crc32C.Of(body));
        return header;
    }

    /// <summary>Checks the header.</summary>
    /// <returns>What is wrong with it; null: nothing.</returns>
    public static string? CheckHeader(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderBytes || !file.StartsWith(Magic)) return "it does not begin as a journal does";
        if (BinaryPrimitives.ReadUInt32LittleEndian(file[12..]) != Crc32C.Of(file[..12])) return "the checksum of its header is wrong";
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);
        return version == Version ? null : $"it is of version {version}, and only {Version} is known: a later version of the client wrote it";
    }

    /// <summary>Reads the frame at an offset.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="offset">Where the frame begins; afterwards where the next does.</param>
    /// <param name="body">The body, if the frame is whole.</param>
    /// <returns>What is there.</returns>
    public static FrameCheck ReadFrame(ReadOnlySpan<byte> file, ref int offset, out ReadOnlySpan<byte> body)
    {
        body = default;
        ReadOnlySpan<byte> rest = file[offset..];
        if (rest.Length < FrameHeaderBytes) return FrameCheck.Torn;
        if (BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]) != Crc32C.Of(rest[..4])) return rest.ContainsAnyExcept((byte)0) ? FrameCheck.Damaged : FrameCheck.Torn;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        if (length > rest.Length - FrameHeaderBytes) return FrameCheck.Torn;
        body = rest.Slice(FrameHeaderBytes, (int)length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]) != Crc32C.Of(body))
            return rest.Length - FrameHeaderBytes == body.Length && HasUnwrittenSector(file, offset) ? FrameCheck.Torn : FrameCheck.Damaged;
        offset += FrameHeaderBytes + body.Length;
        return FrameCheck.Whole;
    }

    /// <summary>A file system may give a file its length before its content: after a loss of power the missing sectors read as zeros.</summary>
    private static bool HasUnwrittenSector(ReadOnlySpan<byte> file, int from)
    {
        for (int start = from; start < file.Length;)
        {
            int end = Math.Min(file.Length, (start / SectorBytes * SectorBytes) + SectorBytes);
            // a few zeros may well be content
            if (end - start >= 16 && !file[start..end].ContainsAnyExcept((byte)0)) return true;
            start = end;
        }

        return false;
    }
}
