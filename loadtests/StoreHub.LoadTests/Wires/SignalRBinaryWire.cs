using System.Globalization;
using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.LoadTests.Connections;
using StoreHub.MessagePack;
using StoreHub.Protocol.HubProtocol;

namespace StoreHub.LoadTests.Wires;

/// <summary>The naive SignalR hub over MessagePack: the operation as a map.</summary>
internal sealed class SignalRBinaryWire : IBaselineWire
{
    private const int Invocation = 1, Completion = 3;

    private static readonly MessagePackHubProtocol Protocol = new();

    public string? HubProtocol => Protocol.Name;

    public bool IsText => false;

    public int Beginning => 32;

    public ReadOnlyMemory<byte>? Ping { get; } = Protocol.GetMessageBytes(PingMessage.Instance);

    public ReadOnlyMemory<byte>? Join(string store) => Protocol.GetMessageBytes(new InvocationMessage("0", "Join", [store]));

    public IMessageSplitter CreateSplitter() => new LengthPrefixedSplitter();

    public MessageKind Read(ReadOnlySpan<byte> message, out int operations)
    {
        operations = 0;
        if (message.Length < 2) return MessageKind.Other;
        if (message[1] == Completion) return MessageKind.Completion;
        if (message[1] != Invocation) return MessageKind.Other;
        operations = 1;
        return MessageKind.Operations;
    }

    public ReadOnlyMemory<byte> Write(string store, in NaiveOperation operation, int call)
    {
        object value = operation.ValueBytes == 0 ? operation.Stamp : Load.StampedValue.Text(operation.Stamp, operation.ValueBytes);
        string number = operation.Writer.ToString(CultureInfo.InvariantCulture);
        var map = new Dictionary<string, object?>
        {
            ["ts"] = (double)(operation.Stamp / 1000),
            ["source"] = "w" + number,
            ["seq"] = operation.Seq,
            ["type"] = "set",
            ["path"] = new object[] { "user", "u" + number, "k" + operation.Key.ToString(CultureInfo.InvariantCulture) },
            ["value"] = value,
        };
        return Protocol.GetMessageBytes(new InvocationMessage(call.ToString(CultureInfo.InvariantCulture), "Op", [store, map]));
    }

    public NaiveOperation ReadOperation(ReadOnlySpan<byte> message)
    {
        var reader = new MessagePackReader(message);
        reader.ReadArrayHeader();
        for (int i = 0; i < 4; i++) reader.Skip();
        reader.ReadArrayHeader();
        int writer = 0, bytes = 0;
        long seq = 0, stamp = 0;
        for (int fields = reader.ReadMapHeader(); fields > 0; fields--)
        {
            switch (reader.ReadString())
            {
                case "source":
                    writer = int.Parse(reader.ReadString().AsSpan(1), CultureInfo.InvariantCulture);
                    break;
                case "seq":
                    seq = reader.ReadInt64();
                    break;
                case "value" when reader.NextType == MessagePackType.String:
                    string text = reader.ReadString();
                    bytes = text.Length;
                    stamp = Load.StampedValue.Read(text);
                    break;
                case "value":
                    stamp = (long)reader.ReadDouble();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new NaiveOperation(writer, seq, 0, stamp, bytes);
    }

    public bool IsOwn(ReadOnlySpan<byte> message, int writer) => false;
}
