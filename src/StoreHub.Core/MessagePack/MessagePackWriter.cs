using System.Buffers.Binary;
using System.Text;

namespace StoreHub.MessagePack;

/// <summary>
/// Writes MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md) into a buffer of its own that grows, always in
/// the shortest form. Reusable after <see cref="Clear"/>. Not safe for use by several threads at once.
/// </summary>
public sealed class MessagePackWriter
{
    internal static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private byte[] _buffer;
    private int _length;

    /// <summary>Creates a writer.</summary>
    /// <param name="capacity">Bytes reserved at first. The default is 256.</param>
    public MessagePackWriter(int capacity = 256) => _buffer = new byte[Math.Max(capacity, 16)];

    /// <summary>Bytes written so far.</summary>
    public int Length => _length;

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _buffer.AsSpan(0, _length);

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _length);

    /// <summary>A copy of what was written.</summary>
    public byte[] ToArray() => WrittenSpan.ToArray();

    /// <summary>Forgets what was written and keeps the buffer.</summary>
    public void Clear() => _length = 0;

    /// <summary>Drops everything written after <paramref name="length"/>.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)_length);
        _length = length;
    }

    /// <summary>Writes nil.</summary>
    public void WriteNil() => Put(0xc0);

    /// <summary>Writes a boolean.</summary>
    public void WriteBoolean(bool value) => Put(value ? (byte)0xc3 : (byte)0xc2);

    /// <summary>Writes an integer in the shortest form.</summary>
    public void WriteInt64(long value)
    {
        if (value >= 0)
        {
            switch (value)
            {
                case <= 0x7f: Put((byte)value); break;
                case <= byte.MaxValue: Put2(0xcc, (byte)value); break;
                case <= ushort.MaxValue: BinaryPrimitives.WriteUInt16BigEndian(Put(0xcd, 2), (ushort)value); break;
                case <= uint.MaxValue: BinaryPrimitives.WriteUInt32BigEndian(Put(0xce, 4), (uint)value); break;
                default: BinaryPrimitives.WriteUInt64BigEndian(Put(0xcf, 8), (ulong)value); break;
            }
        }
        else
        {
            switch (value)
            {
                case >= -32: Put((byte)value); break;
                case >= sbyte.MinValue: Put2(0xd0, (byte)value); break;
                case >= short.MinValue: BinaryPrimitives.WriteInt16BigEndian(Put(0xd1, 2), (short)value); break;
                case >= int.MinValue: BinaryPrimitives.WriteInt32BigEndian(Put(0xd2, 4), (int)value); break;
                default: BinaryPrimitives.WriteInt64BigEndian(Put(0xd3, 8), value); break;
            }
        }
    }

    /// <summary>Writes a float 64; every NaN as 7ff8000000000000, as JavaScript writes it, where .NET's own has the sign set.</summary>
    public void WriteDouble(double value) =>
        BinaryPrimitives.WriteInt64BigEndian(Put(0xcb, 8), double.IsNaN(value) ? 0x7FF8_0000_0000_0000 : BitConverter.DoubleToInt64Bits(value));

    /// <summary>Writes a number as design section 2 says: an int where integral, safe and not −0, else a float 64.</summary>
    public void WriteNumber(double value)
    {
        if (IsWrittenAsInteger(value)) WriteInt64((long)value);
        else WriteDouble(value);
    }

    /// <summary>Writes a string as UTF-8.</summary>
    /// <exception cref="EncoderFallbackException">The string holds a lone surrogate.</exception>
    public void WriteString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length <= 31)
        {
            // at most 3 bytes a char: 94 bytes with the header, encoded in place and the header patched
            Span<byte> span = Reserve(2 + value.Length * 3);
            int written = StrictUtf8.GetBytes(value, span[1..]);
            if (written <= 31)
            {
                span[0] = (byte)(0xa0 | written);
                _length += 1 + written;
                return;
            }

            span.Slice(1, written).CopyTo(span[2..]);
            span[0] = 0xd9;
            span[1] = (byte)written;
            _length += 2 + written;
            return;
        }

        int bytes = StrictUtf8.GetByteCount(value);
        WriteStringHeader(bytes);
        StrictUtf8.GetBytes(value, Append(bytes));
    }

    /// <summary>Writes a string that is UTF-8 already.</summary>
    public void WriteString(ReadOnlySpan<byte> utf8)
    {
        WriteStringHeader(utf8.Length);
        utf8.CopyTo(Append(utf8.Length));
    }

    /// <summary>Writes binary data.</summary>
    public void WriteBinary(ReadOnlySpan<byte> value)
    {
        WriteBinaryHeader(value.Length);
        value.CopyTo(Append(value.Length));
    }

    /// <summary>Writes the header of binary data; its bytes must follow by <see cref="WriteRaw"/>.</summary>
    public void WriteBinaryHeader(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length <= byte.MaxValue) Put2(0xc4, (byte)length);
        else if (length <= ushort.MaxValue) BinaryPrimitives.WriteUInt16BigEndian(Put(0xc5, 2), (ushort)length);
        else BinaryPrimitives.WriteUInt32BigEndian(Put(0xc6, 4), (uint)length);
    }

    /// <summary>Turns everything written since <paramref name="start"/> into binary data, by putting its header before it.</summary>
    public void EndBinary(int start)
    {
        int length = _length - start;
        int size = length <= byte.MaxValue ? 2 : length <= ushort.MaxValue ? 3 : 5;
        Append(size);
        _buffer.AsSpan(start, length).CopyTo(_buffer.AsSpan(start + size));
        _length = start;
        WriteBinaryHeader(length);
        _length += length;
    }

    /// <summary>Writes the header of an array.</summary>
    public void WriteArrayHeader(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count <= 15) Put((byte)(0x90 | count));
        else if (count <= ushort.MaxValue) BinaryPrimitives.WriteUInt16BigEndian(Put(0xdc, 2), (ushort)count);
        else BinaryPrimitives.WriteUInt32BigEndian(Put(0xdd, 4), (uint)count);
    }

    /// <summary>Writes the header of a map: <paramref name="count"/> pairs follow.</summary>
    public void WriteMapHeader(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count <= 15) Put((byte)(0x80 | count));
        else if (count <= ushort.MaxValue) BinaryPrimitives.WriteUInt16BigEndian(Put(0xde, 2), (ushort)count);
        else BinaryPrimitives.WriteUInt32BigEndian(Put(0xdf, 4), (uint)count);
    }

    /// <summary>Writes an extension.</summary>
    public void WriteExtension(sbyte type, ReadOnlySpan<byte> data)
    {
        int start = _length;
        data.CopyTo(Append(data.Length));
        EndExtension(start, type);
    }

    /// <summary>Turns everything written since <paramref name="start"/> into the data of an extension, by putting its header before it.</summary>
    public void EndExtension(int start, sbyte type)
    {
        int length = _length - start;
        Span<byte> header = stackalloc byte[6];
        int size;
        switch (length)
        {
            case 1 or 2 or 4 or 8 or 16:
                header[0] = (byte)(0xd4 + int.Log2(length));
                header[1] = (byte)type;
                size = 2;
                break;
            case <= byte.MaxValue:
                header[0] = 0xc7;
                header[1] = (byte)length;
                header[2] = (byte)type;
                size = 3;
                break;
            case <= ushort.MaxValue:
                header[0] = 0xc8;
                BinaryPrimitives.WriteUInt16BigEndian(header[1..], (ushort)length);
                header[3] = (byte)type;
                size = 4;
                break;
            default:
                header[0] = 0xc9;
                BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)length);
                header[5] = (byte)type;
                size = 6;
                break;
        }

        Append(size);
        _buffer.AsSpan(start, length).CopyTo(_buffer.AsSpan(start + size));
        header[..size].CopyTo(_buffer.AsSpan(start));
    }

    /// <summary>Writes a timestamp extension (type −1) from milliseconds since the Unix epoch.</summary>
    public void WriteTimestamp(long milliseconds)
    {
        long seconds = Math.DivRem(milliseconds, 1000, out long rest);
        if (rest < 0)
        {
            seconds--;
            rest += 1000;
        }

        uint nanoseconds = (uint)rest * 1_000_000;
        if (seconds is >= 0 and < 1L << 34)
        {
            if (nanoseconds == 0 && seconds <= uint.MaxValue)
            {
                Span<byte> four = Put(0xd6, 5);
                four[0] = 0xff;
                BinaryPrimitives.WriteUInt32BigEndian(four[1..], (uint)seconds);
            }
            else
            {
                Span<byte> eight = Put(0xd7, 9);
                eight[0] = 0xff;
                BinaryPrimitives.WriteUInt64BigEndian(eight[1..], (ulong)nanoseconds << 34 | (ulong)seconds);
            }
        }
        else
        {
            Span<byte> twelve = Put(0xc7, 14);
            twelve[0] = 12;
            twelve[1] = 0xff;
            BinaryPrimitives.WriteUInt32BigEndian(twelve[2..], nanoseconds);
            BinaryPrimitives.WriteInt64BigEndian(twelve[6..], seconds);
        }
    }

    /// <summary>Copies bytes that are MessagePack already, or the data after a header.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Append(bytes.Length));

    // -0 is a double whose integral form would lose the sign; NaN and infinities fail the range test
    internal static bool IsWrittenAsInteger(double value) =>
        value is >= -9007199254740991d and <= 9007199254740991d && value == Math.Floor(value) && !(value == 0 && double.IsNegative(value));

    /// <summary>Replaces bytes that were written, for a header whose content is known only later.</summary>
    internal void Overwrite(int offset, ReadOnlySpan<byte> bytes) => bytes.CopyTo(_buffer.AsSpan(offset, _length - offset));

    private void WriteStringHeader(int bytes)
    {
        if (bytes <= 31) Put((byte)(0xa0 | bytes));
        else if (bytes <= byte.MaxValue) Put2(0xd9, (byte)bytes);
        else if (bytes <= ushort.MaxValue) BinaryPrimitives.WriteUInt16BigEndian(Put(0xda, 2), (ushort)bytes);
        else BinaryPrimitives.WriteUInt32BigEndian(Put(0xdb, 4), (uint)bytes);
    }

    private void Put(byte value)
    {
        if (_length == _buffer.Length) Grow(1);
        _buffer[_length++] = value;
    }

    private void Put2(byte head, byte value)
    {
        Span<byte> span = Append(2);
        span[0] = head;
        span[1] = value;
    }

    private Span<byte> Put(byte head, int data)
    {
        Span<byte> span = Append(1 + data);
        span[0] = head;
        return span[1..];
    }

    private Span<byte> Append(int count)
    {
        Span<byte> span = Reserve(count)[..count];
        _length += count;
        return span;
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count) Grow(count);
        return _buffer.AsSpan(_length);
    }

    private void Grow(int count) => Array.Resize(ref _buffer, (int)Math.Min(Math.Max((long)_buffer.Length * 2, (long)_length + count), Array.MaxLength));
}
