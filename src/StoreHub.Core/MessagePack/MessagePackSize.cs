using System.Text;

namespace StoreHub.MessagePack;

/// <summary>How many bytes <see cref="MessagePackWriter"/> writes for something, without writing it.</summary>
internal static class MessagePackSize
{
    public const int Nil = 1;
    public const int Boolean = 1;
    public const int Double = 9;

    public static int OfInt64(long value) => value switch
    {
        >= -32 and <= 0x7f => 1,
        >= sbyte.MinValue and <= byte.MaxValue => 2,
        >= short.MinValue and <= ushort.MaxValue => 3,
        >= int.MinValue and <= uint.MaxValue => 5,
        _ => 9,
    };

    public static int OfNumber(double value) => MessagePackWriter.IsWrittenAsInteger(value) ? OfInt64((long)value) : Double;

    public static long OfString(string value)
    {
        int bytes = Ascii.IsValid(value) ? value.Length : MessagePackWriter.StrictUtf8.GetByteCount(value);
        return bytes + (bytes <= 31 ? 1L : Header(bytes));
    }

    public static long OfBinary(int length) => length + (long)Header(length);

    /// <summary>The header of an array or a map.</summary>
    public static int OfCount(int count) => count <= 15 ? 1 : count <= ushort.MaxValue ? 3 : 5;

    public static long OfExtension(long length) => length + (length is 1 or 2 or 4 or 8 or 16 ? 2 : 1 + Header(length));

    public static int OfTimestamp(long milliseconds) => milliseconds switch
    {
        < 0 or >= (1L << 34) * 1000 => 15,
        <= uint.MaxValue * 1000L when milliseconds % 1000 == 0 => 6,
        _ => 10,
    };

    // of a string, binary or extension: a byte and the length
    private static int Header(long length) => length <= byte.MaxValue ? 2 : length <= ushort.MaxValue ? 3 : 5;
}
