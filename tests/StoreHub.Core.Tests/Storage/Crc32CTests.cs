using StoreHub.Storage;

namespace StoreHub.Core.Tests.Storage;

public sealed class Crc32CTests
{
    [Fact]
    public void HasThePublishedCheckValue()
    {
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));
        Assert.Equal(0xE3069283u, Crc32C.OfByTable("123456789"u8));
    }

    // RFC 3720, appendix B.4
    [Theory]
    [InlineData(0x00, 0x8A9136AAu)]
    [InlineData(0xFF, 0x62A8AB43u)]
    public void HasThePublishedValuesOfEqualBytes(int value, uint expected) =>
        Assert.Equal(expected, Crc32C.Of(Enumerable.Repeat((byte)value, 32).ToArray()));

    [Fact]
    public void HasThePublishedValueOfRisingBytes() =>
        Assert.Equal(0x46DD794Eu, Crc32C.Of(Enumerable.Range(0, 32).Select(static i => (byte)i).ToArray()));

    [Fact]
    public void IsTheSameByInstructionByTableAndInPieces()
    {
        var random = new Random(7);
        for (int length = 0; length < 200; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            int cut = random.Next(length + 1);
            uint whole = Crc32C.Of(bytes);
            Assert.Equal(whole, Crc32C.OfByTable(bytes));
            Assert.Equal(whole, Crc32C.Of(bytes.AsSpan(cut), Crc32C.Of(bytes.AsSpan(0, cut))));
        }
    }
}
