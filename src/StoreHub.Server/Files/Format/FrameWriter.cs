using System.Buffers;
using System.Buffers.Binary;
using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;
using StoreHub.Server.Logs;
using StoreHub.Storage;

namespace StoreHub.Server.Files.Format;

/// <summary>Gathers frames to be written in one piece: <c>length u32, crc u32, kind u8, body</c>, little-endian; the CRC-32C covers length, kind and body.</summary>
internal sealed class FrameWriter
{
    /// <summary>Length and CRC.</summary>
    public const int PrefixLength = 8;

    /// <summary>A whole mark.</summary>
    public const int MarkLength = PrefixLength + 1 + 16;

    // what one large batch needed is not kept for good
    private const int KeptBytes = 1 << 20;

    private readonly MessagePackWriter _body = new();
    private ArrayBufferWriter<byte> _frames = new();

    public ReadOnlySpan<byte> Written => _frames.WrittenSpan;

    public void Clear()
    {
        if (_frames.Capacity > KeptBytes) _frames = new ArrayBufferWriter<byte>();
        else _frames.ResetWrittenCount();
    }

    public void Record(HistoryRecord record)
    {
        _body.Clear();
        RecordEncoding.Write(_body, record);
        Span<byte> body = Begin(FrameKind.Record, 8 + _body.Length);
        BinaryPrimitives.WriteInt64LittleEndian(body, record.FirstRevision);
        _body.WrittenSpan.CopyTo(body[8..]);
        End(8 + _body.Length);
    }

    public void Owner(SourceId source, SourceOwner owner)
    {
        _body.Clear();
        _body.WriteArrayHeader(3);
        _body.WriteString(source.ToString());
        _body.WriteString(owner.Principal);
        _body.WriteString(owner.TokenHash);
        _body.WrittenSpan.CopyTo(Begin(FrameKind.Owner, _body.Length));
        End(_body.Length);
    }

    public void Mark(ulong salt, long revision)
    {
        Span<byte> body = Begin(FrameKind.Mark, 16);
        BinaryPrimitives.WriteUInt64LittleEndian(body, salt);
        BinaryPrimitives.WriteInt64LittleEndian(body[8..], revision);
        End(16);
    }

    private Span<byte> Begin(FrameKind kind, int bodyLength)
    {
        Span<byte> frame = _frames.GetSpan(PrefixLength + 1 + bodyLength);
        BinaryPrimitives.WriteInt32LittleEndian(frame, 1 + bodyLength);
        frame[PrefixLength] = (byte)kind;
        return frame[(PrefixLength + 1)..];
    }

    private void End(int bodyLength)
    {
        // the same span again: nothing was advanced since
        Span<byte> frame = _frames.GetSpan(PrefixLength + 1 + bodyLength)[..(PrefixLength + 1 + bodyLength)];
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Crc32C.Of(frame[PrefixLength..], Crc32C.Of(frame[..4])));
        _frames.Advance(frame.Length);
    }
}
