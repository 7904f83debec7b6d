using System.Buffers;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace StoreHub.Protocol.Tests.HubProtocol;

public class GoldenFrameTests
{
    public static TheoryData<string> Names => [.. GoldenFrames.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_message_has_the_documented_bytes(string name)
    {
        (HubMessage message, string payload) = GoldenFrames.All[name];
        byte[] frame = Frames.Frame(payload);
        Assert.Equal(Convert.ToHexStringLower(frame), Frames.Hex(message));

        var output = new ArrayBufferWriter<byte>();
        Frames.Protocol.WriteMessage(message, output);
        Assert.Equal(frame, output.WrittenSpan);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_message_reads_back(string name)
    {
        (HubMessage message, string payload) = GoldenFrames.All[name];
        HubMessage read = Frames.Read(Frames.Frame(payload));
        Assert.Equal(message.GetType(), read.GetType());
        Assert.Equal(Frames.Hex(message), Frames.Hex(read));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_cut_anywhere_is_waited_for(string name)
    {
        byte[] frame = Frames.Frame(GoldenFrames.All[name].Payload);
        for (int length = 0; length < frame.Length; length++)
        {
            var input = new ReadOnlySequence<byte>(frame, 0, length);
            Assert.False(Frames.Protocol.TryParseMessage(ref input, new TestBinder(typeof(object)), out _));
            Assert.Equal(length, input.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_cut_within_its_frame_is_refused(string name)
    {
        byte[] frame = Frames.Frame(GoldenFrames.All[name].Payload);
        for (int length = 0; length < frame.Length - 1; length++)
        {
            byte[] cut = [(byte)length, .. frame.AsSpan(1, length)];
            Assert.Throws<InvalidDataException>(() => Frames.Read(cut));
        }
    }

    [Theory]
    [InlineData("950180c0a090")] // [1, {}, nil, "", []]
    [InlineData("950480a131a090")] // a stream
    [InlineData("950180a131c090")] // its method is nil
    public void A_call_without_a_method_is_refused(string hex) =>
        Assert.Throws<InvalidDataException>(() => Frames.Read(Frames.Frame(hex)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Segments_of_a_byte_read_the_same(string name)
    {
        (HubMessage message, string payload) = GoldenFrames.All[name];
        ReadOnlySequence<byte> input = Frames.Split([.. Frames.Frame(payload), .. Frames.Frame("9106")]);
        Assert.True(Frames.Protocol.TryParseMessage(ref input, new TestBinder(typeof(object)), out HubMessage? read));
        Assert.Equal(Frames.Hex(message), Frames.Hex(read));
        Assert.Equal(3, input.Length);
    }

    [Fact]
    public void Items_of_later_versions_are_passed_over()
    {
        var completion = Assert.IsType<CompletionMessage>(Frames.Read(Frames.Frame("96 03 80 a378797a 03 2a c3")));
        Assert.Equal(42L, completion.Result);
        Assert.IsType<PingMessage>(Frames.Read(Frames.Frame("92 06 93010203")));
        var invocation = Assert.IsType<InvocationMessage>(Frames.Read(Frames.Frame("95 01 80 c0 a16d 912a")));
        Assert.Null(invocation.StreamIds);
        Assert.False(Assert.IsType<CloseMessage>(Frames.Read(Frames.Frame("92 07 a378797a"))).AllowReconnect);
    }

    [Fact]
    public void Messages_of_unknown_type_are_passed_over()
    {
        var input = new ReadOnlySequence<byte>([.. Frames.Frame("92 2a c0"), .. Frames.Frame("91 7f"), .. Frames.Frame("9106"), .. Frames.Frame("91 10")]);
        Assert.True(Frames.Protocol.TryParseMessage(ref input, new TestBinder(), out HubMessage? message));
        Assert.IsType<PingMessage>(message);
        Assert.False(Frames.Protocol.TryParseMessage(ref input, new TestBinder(), out _));
        Assert.True(input.IsEmpty);
    }
}
