using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.MessagePack;
using StoreHub.Protocol.Messages;

namespace StoreHub.Protocol.HubProtocol;

/// <summary>
/// SignalR's hub protocol <c>messagepack</c> (HubProtocol.md of dotnet/aspnetcore), which the official clients speak. Arguments and results
/// may be StoreHub's messages, <see cref="StoreValue"/>, booleans, integers, floats, strings, bytes, instants, enums, GUIDs,
/// <see cref="ExtensionData"/>, nullables, arrays, lists and dictionaries of these with string keys, and <see cref="object"/>.
/// Safe for any thread.
/// </summary>
public sealed class MessagePackHubProtocol : IHubProtocol
{
    /// <summary>Writers that have grown past this are not kept.</summary>
    private const int MaxKeptBytes = 64 * 1024;

    [ThreadStatic]
    private static MessagePackWriter? _writer;

    /// <summary>The protocol's name: <c>messagepack</c>.</summary>
    public string Name => "messagepack";

    /// <summary>The protocol's version: 2. Version 1 is accepted as well; it only lacks Ack and Sequence.</summary>
    public int Version => 2;

    /// <summary>Binary.</summary>
    public TransferFormat TransferFormat => TransferFormat.Binary;

    /// <inheritdoc/>
    public bool IsVersionSupported(int version) => version is 1 or 2;

    /// <summary>Takes the next message off the front; those of an unknown type are passed over.</summary>
    /// <returns>False if more bytes must come first.</returns>
    /// <exception cref="InvalidDataException">The input is no message: the connection cannot go on.</exception>
    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        message = null;
        while (message is null && FrameLength.TryTake(ref input, out ReadOnlySequence<byte> payload)) message = Parse(payload, binder);
        return message is not null;
    }

    /// <inheritdoc/>
    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (message is PreparedMessage prepared)
        {
            prepared.Bytes.Span.CopyTo(output.GetSpan(prepared.Bytes.Length));
            output.Advance(prepared.Bytes.Length);
            return;
        }

        MessagePackWriter writer = Rent();
        output.Write(Frame(writer, message).Span);
        Return(writer);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => message is PreparedMessage prepared ? prepared.Bytes : Prepare(message);

    internal static ReadOnlyMemory<byte> Prepare(HubMessage message)
    {
        int data = DataLength(message);
        if (data > MaxKeptBytes) return Frame(new MessagePackWriter(data + 1024), message);

        // most frames are small, and kept while they are shared: they get no more room than they need
        MessagePackWriter writer = Rent();
        byte[] bytes = Frame(writer, message).ToArray();
        Return(writer);
        return bytes;
    }

    private static HubMessage? Parse(ReadOnlySequence<byte> payload, IInvocationBinder binder)
    {
        if (payload.IsSingleSegment) return HubMessageReader.Read(payload.FirstSpan, binder);
        byte[] copy = ArrayPool<byte>.Shared.Rent((int)payload.Length);
        try
        {
            payload.CopyTo(copy);
            return HubMessageReader.Read(copy.AsSpan(0, (int)payload.Length), binder);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    /// <summary>Writes behind room for the length, so that the frame needs no second copy.</summary>
    private static ReadOnlyMemory<byte> Frame(MessagePackWriter writer, HubMessage message)
    {
        Span<byte> prefix = stackalloc byte[FrameLength.MaxBytes];
        writer.WriteRaw(prefix);
        HubMessageWriter.Write(writer, message);
        int size = FrameLength.WriteBefore(prefix, writer.Length - FrameLength.MaxBytes);
        writer.Overwrite(0, prefix);
        return writer.WrittenMemory[(FrameLength.MaxBytes - size)..];
    }

    /// <summary>The bytes of a message that may be large; 0 if it is not.</summary>
    private static int DataLength(HubMessage message) => message is InvocationMessage { Arguments: [var argument] }
        ? argument switch
        {
            RecordsMessage records => records.BinaryLength,
            SnapshotChunk chunk => chunk.Data.Length,
            EventMessage published => published.Value.Binary.Length,
            _ => 0,
        }
        : 0;

    private static MessagePackWriter Rent()
    {
        MessagePackWriter writer = _writer ?? new MessagePackWriter(1024);

        // taken away meanwhile: writing a result may run code that writes another message
        _writer = null;
        writer.Clear();
        return writer;
    }

    private static void Return(MessagePackWriter writer)
    {
        if (writer.Length <= MaxKeptBytes) _writer = writer;
    }
}
