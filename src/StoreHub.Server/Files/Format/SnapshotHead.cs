using StoreHub.MessagePack;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Stores;
using StoreHub.Storage;

namespace StoreHub.Server.Files.Format;

/// <summary>What a snapshot's file begins with (docs/storage.md); the content follows.</summary>
/// <param name="Name">The store.</param>
/// <param name="Id">Which snapshot it is.</param>
/// <param name="ContentLength">How many bytes follow.</param>
/// <param name="ContentCrc">Their CRC-32C.</param>
internal sealed record SnapshotHead(StoreName Name, SnapshotId Id, long ContentLength, uint ContentCrc)
{
    /// <summary>More bytes than a head has.</summary>
    public const int MaxLength = 4096;

    private const int Fields = 5;

    public static ReadOnlySpan<byte> Magic => "SHSN"u8;

    public static byte[] ToBytes(StoreName name, StoredSnapshot snapshot)
    {
        var writer = new MessagePackWriter();
        writer.WriteArrayHeader(Fields);
        writer.WriteString(name.ToString());
        writer.WriteString(snapshot.Id.Epoch);
        writer.WriteInt64(snapshot.Id.Revision);
        writer.WriteInt64(snapshot.Content.Length);
        writer.WriteInt64(Crc32C.Of(snapshot.Content.Span));
        return FileHead.ToBytes(Magic, writer.WrittenSpan);
    }

    /// <summary>Reads the head of a snapshot's file, without looking at the content.</summary>
    /// <exception cref="DamagedFileException">There is no whole head of a version that is known.</exception>
    public static SnapshotHead Read(string path, byte[] file, out int length)
    {
        int body = FileHead.Read(path, file, Magic).Length;
        length = FileHead.PrefixLength + body;
        return FileHead.Decode(path, FileHead.PrefixLength, () =>
        {
            var reader = new MessagePackReader(file.AsSpan(FileHead.PrefixLength, body));
            if (reader.ReadArrayHeader() != Fields) throw new MessagePackFormatException($"a snapshot's head has {Fields} fields");
            return new SnapshotHead(StoreName.Parse(reader.ReadString()), new SnapshotId(reader.ReadString(), reader.ReadInt64()), reader.ReadInt64(), (uint)reader.ReadInt64());
        });
    }

    /// <summary>Reads a snapshot's file whole.</summary>
    /// <exception cref="DamagedFileException">It is damaged, or another store's.</exception>
    public static StoredSnapshot ReadFile(string path, byte[] file, StoreName name)
    {
        SnapshotHead head = Read(path, file, out int length);
        if (head.Name != name) throw new DamagedFileException(path, FileHead.PrefixLength, $"it is of the store {head.Name}, not of {name}");
        if (head.ContentLength != file.Length - length) throw new DamagedFileException(path, length, $"{file.Length - length} bytes follow its head in the place of {head.ContentLength}");
        if (head.ContentCrc != Crc32C.Of(file.AsSpan(length))) throw new DamagedFileException(path, length, "its content does not fit its checksum");
        return new StoredSnapshot(head.Id, file.AsMemory(length));
    }
}
