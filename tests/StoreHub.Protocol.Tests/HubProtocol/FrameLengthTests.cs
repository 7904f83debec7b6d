using System.Buffers;
using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.Protocol.HubProtocol;

namespace StoreHub.Protocol.Tests.HubProtocol;

public class FrameLengthTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(1, "01")]
    [InlineData(127, "7f")]
    [InlineData(128, "8001")]
    [InlineData(16383, "ff7f")]
    [InlineData(16384, "808001")]
    [InlineData(2097152, "80808001")]
    [InlineData(268435456, "8080808001")]
    [InlineData(int.MaxValue, "ffffffff07")]
    public void Lengths_have_7_bits_a_byte(int length, string expected)
    {
        byte[] room = new byte[FrameLength.MaxBytes];
        int size = FrameLength.WriteBefore(room, length);
        Assert.Equal(expected, Convert.ToHexStringLower(room.AsSpan(^size..)));
    }

    [Theory]
    [InlineData("8080808008")]
    [InlineData("ffffffff08")]
    [InlineData("ffffffffff")]
    [InlineData("808080808000")]
    public void A_length_that_is_too_large_or_too_long_is_refused(string hex)
    {
        var input = new ReadOnlySequence<byte>(Convert.FromHexString(hex));
        Assert.Throws<InvalidDataException>(() => Frames.Protocol.TryParseMessage(ref input, new TestBinder(), out _));
    }

    [Fact]
    public void The_largest_length_waits_for_its_bytes()
    {
        var input = new ReadOnlySequence<byte>(Convert.FromHexString("ffffffff079106"));
        Assert.False(Frames.Protocol.TryParseMessage(ref input, new TestBinder(), out _));
        Assert.Equal(7, input.Length);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(20_000)]
    [InlineData(3_000_000)]
    public void Frames_of_any_size_read_back(int size)
    {
        byte[] data = new byte[size];
        new Random(size).NextBytes(data);
        byte[] frame = Frames.Protocol.GetMessageBytes(CompletionMessage.WithResult("1", data)).ToArray();
        var read = Assert.IsType<CompletionMessage>(Frames.Read(frame, new TestBinder { Return = typeof(byte[]) }));
        Assert.Equal(data, read.Result);
    }
}
