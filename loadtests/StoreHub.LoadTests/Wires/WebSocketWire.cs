using System.Text;
using StoreHub.LoadTests.Connections;

namespace StoreHub.LoadTests.Wires;

/// <summary>The hand-made broadcast: a length, the author's number, and the operation as JSON. Its author gets it as well, which is its confirmation.</summary>
internal sealed class WebSocketWire : IBaselineWire
{
    public string? HubProtocol => null;

    public bool IsText => false;

    public int Beginning => 1;

    public ReadOnlyMemory<byte>? Ping => null;

    public ReadOnlyMemory<byte>? Join(string store) => null;

    public IMessageSplitter CreateSplitter() => new LengthPrefixedSplitter();

    public MessageKind Read(ReadOnlySpan<byte> message, out int operations)
    {
        operations = 1;
        return MessageKind.Operations;
    }

    public ReadOnlyMemory<byte> Write(string store, in NaiveOperation operation, int call)
    {
        byte[] json = Encoding.UTF8.GetBytes(operation.Json());
        var message = new List<byte>(json.Length + 6);
        int length = json.Length + 1;
        for (; length > 0x7f; length >>= 7) message.Add((byte)(length | 0x80));
        message.Add((byte)length);
        message.Add((byte)operation.Writer);
        message.AddRange(json);
        return message.ToArray();
    }

    public NaiveOperation ReadOperation(ReadOnlySpan<byte> message) => NaiveOperation.FromJson(message[1..]);

    public bool IsOwn(ReadOnlySpan<byte> message, int writer) => message[0] == (byte)writer;
}
