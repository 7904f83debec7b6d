using System.Buffers.Binary;
using StoreHub.MessagePack;

namespace StoreHub.Core.Tests.MessagePack;

public class MessagePackBoundaryTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7f")]
    [InlineData(128, "cc80")]
    [InlineData(255, "ccff")]
    [InlineData(256, "cd0100")]
    [InlineData(65535, "cdffff")]
    [InlineData(65536, "ce00010000")]
    [InlineData(4294967295, "ceffffffff")]
    [InlineData(4294967296, "cf0000000100000000")]
    [InlineData(long.MaxValue, "cf7fffffffffffffff")]
    [InlineData(-1, "ff")]
    [InlineData(-32, "e0")]
    [InlineData(-33, "d0df")]
    [InlineData(-128, "d080")]
    [InlineData(-129, "d1ff7f")]
    [InlineData(-32768, "d18000")]
    [InlineData(-32769, "d2ffff7fff")]
    [InlineData(int.MinValue, "d280000000")]
    [InlineData(-2147483649, "d3ffffffff7fffffff")]
    [InlineData(long.MinValue, "d38000000000000000")]
    public void Integers_take_the_shortest_form(long value, string hex)
    {
        var writer = new MessagePackWriter();
        writer.WriteInt64(value);
        Assert.Equal(hex, Convert.ToHexStringLower(writer.WrittenSpan));
        var reader = new MessagePackReader(writer.WrittenSpan);
        Assert.Equal(value, reader.ReadInt64());
        Assert.True(reader.End);
    }

    [Theory]
    [InlineData("d000", 0)]
    [InlineData("d10001", 1)]
    [InlineData("d200000001", 1)]
    [InlineData("d30000000000000001", 1)]
    [InlineData("cf0000000000000001", 1)]
    public void Longer_forms_are_read_too(string hex, long value)
    {
        var reader = new MessagePackReader(Convert.FromHexString(hex));
        Assert.Equal(value, reader.ReadInt64());
    }

    [Theory]
    [InlineData(0, "a0", "c400", "90", "80")]
    [InlineData(15, "af", "c40f", "9f", "8f")]
    [InlineData(16, "b0", "c410", "dc0010", "de0010")]
    [InlineData(31, "bf", "c41f", "dc001f", "de001f")]
    [InlineData(32, "d920", "c420", "dc0020", "de0020")]
    [InlineData(255, "d9ff", "c4ff", "dc00ff", "de00ff")]
    [InlineData(256, "da0100", "c50100", "dc0100", "de0100")]
    [InlineData(65535, "daffff", "c5ffff", "dcffff", "deffff")]
    [InlineData(65536, "db00010000", "c600010000", "dd00010000", "df00010000")]
    public void Headers_take_the_shortest_form(int length, string text, string binary, string array, string map)
    {
        byte[] data = new byte[length * 2];
        Check(writer => writer.WriteString(new string('\0', length)), text, data.AsSpan(0, length));
        Check(writer => writer.WriteBinary(data.AsSpan(0, length)), binary, data.AsSpan(0, length));
        Check(writer => { writer.WriteArrayHeader(length); writer.WriteRaw(data.AsSpan(0, length)); }, array, data.AsSpan(0, length));
        Check(writer => { writer.WriteMapHeader(length); writer.WriteRaw(data); }, map, data);
    }

    [Theory]
    [InlineData(0, "c70005")]
    [InlineData(1, "d405")]
    [InlineData(2, "d505")]
    [InlineData(3, "c70305")]
    [InlineData(4, "d605")]
    [InlineData(8, "d705")]
    [InlineData(16, "d805")]
    [InlineData(17, "c71105")]
    [InlineData(255, "c7ff05")]
    [InlineData(256, "c8010005")]
    [InlineData(65536, "c90001000005")]
    public void Extensions_take_the_shortest_form(int length, string header)
    {
        byte[] data = new byte[length];
        Check(writer => writer.WriteExtension(5, data), header, data);
    }

    [Theory]
    [InlineData(0, "d6ff00000000")]
    [InlineData(4294967295000, "d6ffffffffff")]
    [InlineData(4294967296000, "d7ff0000000100000000")]
    [InlineData(-62135596800000, "c70cff00000000fffffff1886e0900")]
    [InlineData(253402300799999, "c70cff3b8b87c00000003afff4417f")]
    [InlineData(1, "d7ff003d090000000000")]
    public void Instants_keep_their_milliseconds(long milliseconds, string start)
    {
        var writer = new MessagePackWriter();
        writer.WriteTimestamp(milliseconds);
        Assert.StartsWith(start, Convert.ToHexStringLower(writer.WrittenSpan), StringComparison.Ordinal);
        var reader = new MessagePackReader(writer.WrittenSpan);
        ReadOnlySpan<byte> data = reader.ReadExtension(out sbyte type);
        Assert.Equal((-1, milliseconds), (type, MessagePackReader.TimestampToMilliseconds(data)));
    }

    [Fact]
    public void A_float_32_is_read_as_its_double()
    {
        byte[] bytes = [0xca, 0, 0, 0, 0];
        BinaryPrimitives.WriteSingleBigEndian(bytes.AsSpan(1), 1.5f);
        var reader = new MessagePackReader(bytes);
        Assert.Equal(1.5, reader.ReadDouble());
    }

    private static void Check(Action<MessagePackWriter> write, string header, ReadOnlySpan<byte> data)
    {
        var writer = new MessagePackWriter();
        write(writer);
        Assert.Equal(header + Convert.ToHexStringLower(data), Convert.ToHexStringLower(writer.WrittenSpan));
        var reader = new MessagePackReader(writer.WrittenSpan);
        reader.Skip();
        Assert.True(reader.End);
    }
}
