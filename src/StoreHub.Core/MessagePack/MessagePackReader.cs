using System.Buffers.Binary;
using System.Text;

namespace StoreHub.MessagePack;

/// <summary>
/// Reads MessagePack from bytes in memory. Every length is checked against the bytes that are there before anything is made
/// from it, so that a few bytes cannot ask for gigabytes. All errors are <see cref="MessagePackFormatException"/>.
/// </summary>
public ref struct MessagePackReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes;
    private int _offset;

    /// <summary>Creates a reader at the first byte.</summary>
    public MessagePackReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _offset = 0;
    }

    /// <summary>Bytes read so far.</summary>
    public readonly int Offset => _offset;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _bytes.Length - _offset;

    /// <summary>Whether everything was read.</summary>
    public readonly bool End => _offset == _bytes.Length;

    /// <summary>The type of what stands next.</summary>
    public readonly MessagePackType NextType
    {
        get
        {
            if (End) throw Fail("the data ends where a value was expected");
            byte head = _bytes[_offset];
            return head switch
            {
                <= 0x7f or >= 0xe0 => MessagePackType.Integer,
                <= 0x8f or 0xde or 0xdf => MessagePackType.Map,
                <= 0x9f or 0xdc or 0xdd => MessagePackType.Array,
                <= 0xbf or 0xd9 or 0xda or 0xdb => MessagePackType.String,
                0xc0 => MessagePackType.Nil,
                0xc2 or 0xc3 => MessagePackType.Boolean,
                0xc4 or 0xc5 or 0xc6 => MessagePackType.Binary,
                0xc7 or 0xc8 or 0xc9 or (>= 0xd4 and <= 0xd8) => MessagePackType.Extension,
                0xca or 0xcb => MessagePackType.Float,
                >= 0xcc and <= 0xd3 => MessagePackType.Integer,
                _ => throw Fail($"0x{head:x2} starts no MessagePack value"),
            };
        }
    }

    /// <summary>Reads nil if it stands next.</summary>
    public bool TryReadNil()
    {
        if (End || _bytes[_offset] != 0xc0) return false;
        _offset++;
        return true;
    }

    /// <summary>Reads a boolean.</summary>
    public bool ReadBoolean() => Take() switch
    {
        0xc2 => false,
        0xc3 => true,
        _ => throw Back("a boolean was expected"),
    };

    /// <summary>Reads an integer.</summary>
    public long ReadInt64()
    {
        byte head = Take();
        switch (head)
        {
            case <= 0x7f: return head;
            case >= 0xe0: return (sbyte)head;
            case 0xcc: return Take();
            case 0xcd: return BinaryPrimitives.ReadUInt16BigEndian(Take(2));
            case 0xce: return BinaryPrimitives.ReadUInt32BigEndian(Take(4));
            case 0xcf:
                ulong large = BinaryPrimitives.ReadUInt64BigEndian(Take(8));
                return large <= long.MaxValue ? (long)large : throw Fail("the integer is larger than a signed 64-bit one");
            case 0xd0: return (sbyte)Take();
            case 0xd1: return BinaryPrimitives.ReadInt16BigEndian(Take(2));
            case 0xd2: return BinaryPrimitives.ReadInt32BigEndian(Take(4));
            case 0xd3: return BinaryPrimitives.ReadInt64BigEndian(Take(8));
            default: throw Back("an integer was expected");
        }
    }

    /// <summary>Reads an integer that fits 32 bits.</summary>
    public int ReadInt32()
    {
        long value = ReadInt64();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Fail("the integer does not fit 32 bits");
    }

    /// <summary>Reads an integer or a float as a double.</summary>
    public double ReadDouble()
    {
        if (End) throw Fail("the data ends where a number was expected");
        switch (_bytes[_offset])
        {
            case 0xca:
                _offset++;
                return BinaryPrimitives.ReadSingleBigEndian(Take(4));
            case 0xcb:
                _offset++;
                return BinaryPrimitives.ReadDoubleBigEndian(Take(8));
            default:
                return ReadInt64();
        }
    }

    /// <summary>Reads a string.</summary>
    public string ReadString()
    {
        ReadOnlySpan<byte> utf8 = ReadStringUtf8();
        if (Letters.Find(utf8) is { } letter) return letter;
        try
        {
            return StrictUtf8.GetString(utf8);
        }
        catch (ArgumentException)
        {
            throw Fail("the string is not valid UTF-8");
        }
    }

    /// <summary>Reads the UTF-8 bytes of a string, unchecked; they lie in the data that is read.</summary>
    public ReadOnlySpan<byte> ReadStringUtf8()
    {
        byte head = Take();
        return head switch
        {
            >= 0xa0 and <= 0xbf => Take(head & 0x1f),
            0xd9 => Take(Take()),
            0xda => Take(BinaryPrimitives.ReadUInt16BigEndian(Take(2))),
            0xdb => TakeLong(BinaryPrimitives.ReadUInt32BigEndian(Take(4))),
            _ => throw Back("a string was expected"),
        };
    }

    /// <summary>Reads binary data; it lies in the data that is read.</summary>
    public ReadOnlySpan<byte> ReadBinary() => Take() switch
    {
        0xc4 => Take(Take()),
        0xc5 => Take(BinaryPrimitives.ReadUInt16BigEndian(Take(2))),
        0xc6 => TakeLong(BinaryPrimitives.ReadUInt32BigEndian(Take(4))),
        _ => throw Back("binary data was expected"),
    };

    /// <summary>Reads an array's header. The count never exceeds the bytes that are left.</summary>
    public int ReadArrayHeader()
    {
        byte head = Take();
        long count = head switch
        {
            >= 0x90 and <= 0x9f => head & 0xf,
            0xdc => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xdd => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            _ => throw Back("an array was expected"),
        };
        return count <= Remaining ? (int)count : throw Fail($"an array of {count} items cannot fit the {Remaining} bytes that are left");
    }

    /// <summary>Reads a map's header: the number of pairs. Twice the count never exceeds the bytes that are left.</summary>
    public int ReadMapHeader()
    {
        byte head = Take();
        long count = head switch
        {
            >= 0x80 and <= 0x8f => head & 0xf,
            0xde => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xdf => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            _ => throw Back("a map was expected"),
        };
        return count * 2 <= Remaining ? (int)count : throw Fail($"a map of {count} pairs cannot fit the {Remaining} bytes that are left");
    }

    /// <summary>Reads an extension; its data lies in the data that is read.</summary>
    public ReadOnlySpan<byte> ReadExtension(out sbyte type)
    {
        byte head = Take();
        long length = head switch
        {
            >= 0xd4 and <= 0xd8 => 1L << (head - 0xd4),
            0xc7 => Take(),
            0xc8 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            0xc9 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            _ => throw Back("an extension was expected"),
        };
        type = (sbyte)Take();
        return TakeLong(length);
    }

    /// <summary>Reads the data of a timestamp extension as milliseconds since the Unix epoch; parts of a millisecond are an error.</summary>
    public static long TimestampToMilliseconds(ReadOnlySpan<byte> data)
    {
        long seconds;
        uint nanoseconds;
        switch (data.Length)
        {
            case 4:
                seconds = BinaryPrimitives.ReadUInt32BigEndian(data);
                nanoseconds = 0;
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
                throw new MessagePackFormatException($"a timestamp has 4, 8 or 12 bytes, not {data.Length}");
        }

        if (nanoseconds >= 1_000_000_000 || nanoseconds % 1_000_000 != 0)
            throw new MessagePackFormatException($"a timestamp of {nanoseconds} ns is not in whole milliseconds");
        if (seconds is < -62_135_596_800 or > 253_402_300_799)
            throw new MessagePackFormatException($"a timestamp of {seconds} s lies outside the years 1 to 9999");
        return seconds * 1000 + nanoseconds / 1_000_000;
    }

    /// <summary>Passes over one value, however deep, without recursion.</summary>
    public void Skip()
    {
        for (long left = 1; left > 0; left--)
        {
            switch (NextType)
            {
                case MessagePackType.Nil: TryReadNil(); break;
                case MessagePackType.Boolean: ReadBoolean(); break;
                case MessagePackType.Integer:
                    byte head = Take();
                    if (head is >= 0xcc and <= 0xcf) Take(1 << (head - 0xcc));
                    else if (head is >= 0xd0 and <= 0xd3) Take(1 << (head - 0xd0));
                    break;
                case MessagePackType.Float: ReadDouble(); break;
                case MessagePackType.String: ReadStringUtf8(); break;
                case MessagePackType.Binary: ReadBinary(); break;
                case MessagePackType.Extension: ReadExtension(out _); break;
                case MessagePackType.Array: left += ReadArrayHeader(); break;
                case MessagePackType.Map: left += 2L * ReadMapHeader(); break;
            }
        }
    }

    /// <summary>Passes over one value and gives its bytes.</summary>
    public ReadOnlySpan<byte> ReadRaw()
    {
        int start = _offset;
        Skip();
        return _bytes[start.._offset];
    }

    /// <summary>The bytes that were read since an offset.</summary>
    internal readonly ReadOnlySpan<byte> ReadSince(int start) => _bytes[start.._offset];

    /// <summary>Passes over these bytes if they stand next.</summary>
    internal bool TrySkip(ReadOnlySpan<byte> expected)
    {
        if (!_bytes[_offset..].StartsWith(expected)) return false;
        _offset += expected.Length;
        return true;
    }

    private byte Take() => End ? throw Fail("the data ends too early") : _bytes[_offset++];

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining) throw Fail($"{count} bytes were announced and {Remaining} are left");
        ReadOnlySpan<byte> taken = _bytes.Slice(_offset, count);
        _offset += count;
        return taken;
    }

    private ReadOnlySpan<byte> TakeLong(long count) =>
        count <= Remaining ? Take((int)count) : throw Fail($"{count} bytes were announced and {Remaining} are left");

    private MessagePackFormatException Back(string message)
    {
        _offset--;
        return Fail($"{message}, not 0x{_bytes[_offset]:x2}");
    }

    private readonly MessagePackFormatException Fail(string message) => new($"At byte {_offset}: {message}.");
}
