using System.Buffers;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.Protocol.HubProtocol;

namespace StoreHub.Protocol.Tests.HubProtocol;

/// <summary>Frames to and from bytes.</summary>
internal static class Frames
{
    public static MessagePackHubProtocol Protocol { get; } = new();

    public static HubMessage Read(byte[] frame, IInvocationBinder? binder = null)
    {
        var input = new ReadOnlySequence<byte>(frame);
        Assert.True(Protocol.TryParseMessage(ref input, binder ?? new TestBinder(typeof(object)), out HubMessage? message));
        Assert.True(input.IsEmpty);
        return message;
    }

    public static string Hex(HubMessage message) => Convert.ToHexStringLower(Protocol.GetMessageBytes(message).Span);

    /// <summary>A frame of a payload of at most 127 bytes.</summary>
    public static byte[] Frame(string payload)
    {
        byte[] bytes = Convert.FromHexString(payload.Replace(" ", "", StringComparison.Ordinal));
        return [(byte)bytes.Length, .. bytes];
    }

    /// <summary>A sequence of segments of one byte each.</summary>
    public static ReadOnlySequence<byte> Split(byte[] bytes)
    {
        var first = new Segment(bytes.AsMemory(0, 1), 0);
        Segment last = first;
        for (int i = 1; i < bytes.Length; i++) last = last.Follow(bytes.AsMemory(i, 1));
        return new ReadOnlySequence<byte>(first, 0, last, 1);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Segment Follow(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
