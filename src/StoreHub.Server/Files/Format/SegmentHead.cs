using StoreHub.MessagePack;
using StoreHub.Operations;
using StoreHub.Server.Logs;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Files.Format;

/// <summary>What a segment begins with (docs/storage.md).</summary>
/// <param name="Name">The store.</param>
/// <param name="Salt">Random; a mark must have it, so that nothing a client writes looks like one.</param>
/// <param name="Epoch">The epoch of its records.</param>
/// <param name="Earlier">The earlier epochs that may still be asked for.</param>
/// <param name="Base">What is known before its first record.</param>
internal sealed record SegmentHead(StoreName Name, ulong Salt, string Epoch, IReadOnlyList<EpochEnd> Earlier, LogCheckpoint Base)
{
    private const int Fields = 8;
    private const int SourceFields = 4;

    public static ReadOnlySpan<byte> Magic => "SHLG"u8;

    public byte[] ToBytes()
    {
        var writer = new MessagePackWriter();
        writer.WriteArrayHeader(Fields);
        writer.WriteString(Name.ToString());
        writer.WriteBinary(BitConverter.GetBytes(Salt));
        writer.WriteString(Epoch);
        writer.WriteArrayHeader(Earlier.Count);
        foreach (EpochEnd end in Earlier)
        {
            writer.WriteArrayHeader(2);
            writer.WriteString(end.Epoch);
            writer.WriteInt64(end.Revision);
        }

        writer.WriteInt64(Base.Revision);
        writer.WriteDouble(Base.Ts);
        writer.WriteInt64(Base.Floor);
        writer.WriteArrayHeader(Base.Sources.Count);
        foreach ((SourceId source, (long lastSeq, SourceOwner owner)) in Base.Sources)
        {
            writer.WriteArrayHeader(SourceFields);
            writer.WriteString(source.ToString());
            writer.WriteInt64(lastSeq);
            writer.WriteString(owner.Principal);
            writer.WriteString(owner.TokenHash);
        }

        return FileHead.ToBytes(Magic, writer.WrittenSpan);
    }

    /// <summary>Reads the head of a segment.</summary>
    /// <param name="path">The file's name, for errors.</param>
    /// <param name="file">The file.</param>
    /// <param name="length">How many bytes the head has.</param>
    /// <exception cref="DamagedFileException">There is no whole head of a version that is known.</exception>
    public static SegmentHead Read(string path, byte[] file, out int length)
    {
        int body = FileHead.Read(path, file, Magic).Length;
        length = FileHead.PrefixLength + body;
        return FileHead.Decode(path, FileHead.PrefixLength, () => Decode(file.AsSpan(FileHead.PrefixLength, body)));
    }

    private static SegmentHead Decode(ReadOnlySpan<byte> body)
    {
        var reader = new MessagePackReader(body);
        Require(ref reader, Fields);
        StoreName name = StoreName.Parse(reader.ReadString());
        ulong salt = BitConverter.ToUInt64(reader.ReadBinary());
        string epoch = reader.ReadString();
        var earlier = new EpochEnd[reader.ReadArrayHeader()];
        for (int i = 0; i < earlier.Length; i++)
        {
            Require(ref reader, 2);
            earlier[i] = new EpochEnd(reader.ReadString(), reader.ReadInt64());
        }

        var checkpoint = LogCheckpoint.At(reader.ReadInt64(), reader.ReadDouble(), reader.ReadInt64());
        int sources = reader.ReadArrayHeader();
        for (int i = 0; i < sources; i++)
        {
            Require(ref reader, SourceFields);
            checkpoint.Set(SourceId.Parse(reader.ReadString()), reader.ReadInt64(), new SourceOwner(reader.ReadString(), reader.ReadString()));
        }

        if (!reader.End) throw new MessagePackFormatException($"{reader.Remaining} bytes follow the head");
        return new SegmentHead(name, salt, epoch, earlier, checkpoint);
    }

    private static void Require(ref MessagePackReader reader, int fields)
    {
        int count = reader.ReadArrayHeader();
        if (count != fields) throw new MessagePackFormatException($"there are {count} fields in the place of {fields}");
    }
}
