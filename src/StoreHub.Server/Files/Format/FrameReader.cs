using System.Buffers.Binary;
using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;
using StoreHub.Server.Logs;
using StoreHub.Storage;

namespace StoreHub.Server.Files.Format;

/// <summary>Reads a segment's frames one after the other.</summary>
/// <param name="path">The file's name, for errors.</param>
/// <param name="file">The file.</param>
/// <param name="offset">Where the first frame begins.</param>
internal sealed class FrameReader(string path, byte[] file, int offset)
{
    private readonly NameCache _names = new();

    /// <summary>Where the next frame begins.</summary>
    public int Offset { get; private set; } = offset;

    public bool AtEnd => Offset == file.Length;

    public FrameKind Kind { get; private set; }

    /// <summary>Where the frame begins that was read, or could not be read.</summary>
    public int Start { get; private set; }

    private ReadOnlySpan<byte> Body => file.AsSpan(Start + FrameWriter.PrefixLength + 1, Offset - Start - FrameWriter.PrefixLength - 1);

    /// <summary>Moves on to the next frame.</summary>
    /// <returns>False if there is no whole frame that fits its checksum; then nothing was moved.</returns>
    public bool TryRead()
    {
        Start = Offset;
        if (!TryMeasure(Offset, out int length)) return false;
        Kind = (FrameKind)file[Start + FrameWriter.PrefixLength];
        Offset = Start + length;
        return true;
    }

    public HistoryRecord Record() => FileHead.Decode(path, Start, () =>
    {
        HistoryRecord record = Decode();
        return BinaryPrimitives.ReadInt64LittleEndian(Body) == record.FirstRevision
            ? record
            : throw new MessagePackFormatException($"the record of revision {record.FirstRevision} says something else outside");
    });

    public (SourceId Source, SourceOwner Owner) Owner() => FileHead.Decode(path, Start, () =>
    {
        var reader = new MessagePackReader(Body);
        if (reader.ReadArrayHeader() != 3) throw new MessagePackFormatException("an owner has 3 fields");
        return (SourceId.Parse(reader.ReadString()), new SourceOwner(reader.ReadString(), reader.ReadString()));
    });

    public (ulong Salt, long Revision) Mark() => Body.Length == 16
        ? (BinaryPrimitives.ReadUInt64LittleEndian(Body), BinaryPrimitives.ReadInt64LittleEndian(Body[8..]))
        : throw new DamagedFileException(path, Start, "a mark has 16 bytes");

    /// <summary>
    /// Whether anywhere behind the point where reading ended a mark vouches for a revision: then what cannot be read there was durable, and
    /// is no torn end.
    /// </summary>
    public bool IsVouchedFor(ulong salt, long revision)
    {
        Span<byte> salted = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(salted, salt);
        const int before = FrameWriter.PrefixLength + 1;
        int from = Math.Min(Offset + before, file.Length);
        while (file.AsSpan(from).IndexOf(salted) is >= 0 and var found)
        {
            int start = from + found - before;
            if (TryMeasure(start, out int length) && length == FrameWriter.MarkLength && file[start + FrameWriter.PrefixLength] == (byte)FrameKind.Mark
                && BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(start + before + 8)) >= revision) return true;
            from += found + 1;
        }

        return false;
    }

    /// <summary>What is wrong with the frame that was read last, or where the next one should be.</summary>
    public DamagedFileException Damage(string what) => new(path, Start, what);

    private HistoryRecord Decode()
    {
        var reader = new MessagePackReader(Body[8..]);
        HistoryRecord record = RecordEncoding.Read(ref reader, limits: null, _names);
        return reader.End ? record : throw new MessagePackFormatException($"{reader.Remaining} bytes follow the record");
    }

    private bool TryMeasure(int start, out int length)
    {
        length = 0;
        ReadOnlySpan<byte> rest = file.AsSpan(start);
        if (rest.Length < FrameWriter.PrefixLength + 1) return false;
        int inner = BinaryPrimitives.ReadInt32LittleEndian(rest);
        if (inner < 1 || inner > rest.Length - FrameWriter.PrefixLength) return false;
        uint crc = Crc32C.Of(rest.Slice(FrameWriter.PrefixLength, inner), Crc32C.Of(rest[..4]));
        if (BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]) != crc) return false;
        length = FrameWriter.PrefixLength + inner;
        return true;
    }
}
