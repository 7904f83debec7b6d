using StoreHub.Protocol.Messages;

namespace StoreHub.Server.Stores;

/// <summary>A snapshot for joiners on one wire, cut into pieces when they are sent. Immutable.</summary>
/// <param name="store">The store.</param>
/// <param name="epoch">The epoch.</param>
/// <param name="revision">The durable revision that it shows.</param>
/// <param name="content">Its bytes; for the JSON wire its text as UTF-8.</param>
/// <param name="isText">Whether it is text, which is cut only between code points.</param>
/// <param name="chunkBytes">How many bytes a piece has at most.</param>
internal sealed class SharedSnapshot(string store, string epoch, long revision, byte[] content, bool isText, int chunkBytes)
{
    public long Revision { get; } = revision;

    public ReadOnlyMemory<byte> Content => content;

    private int Count => Math.Max(1, (content.Length + chunkBytes - 1) / chunkBytes);

    /// <summary>A piece, copied: a stalled connection keeps only that alive.</summary>
    public SnapshotChunk Chunk(int index) => new()
    {
        Store = store,
        Epoch = epoch,
        Revision = Revision,
        Index = index,
        Count = Count,
        Data = content.AsSpan(Cut(index)..Cut(index + 1)).ToArray(),
    };

    private int Cut(int index)
    {
        if (index >= Count) return content.Length;
        int at = index * chunkBytes;
        // Bytes 10xxxxxx continue a code point.
        while (isText && at > 0 && (content[at] & 0xc0) == 0x80) at--;
        return at;
    }
}
