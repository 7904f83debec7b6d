using StoreHub.LoadTests.Connections;
using StoreHub.MessagePack;
using StoreHub.Protocol.HubProtocol;

namespace StoreHub.LoadTests.Wires;

/// <summary>The MessagePack wire.</summary>
internal sealed class StoreHubBinaryWire() : StoreHubWire(new MessagePackHubProtocol())
{
    private const int Invocation = 1, Completion = 3;

    public override bool IsText => false;

    public override IMessageSplitter CreateSplitter() => new LengthPrefixedSplitter();

    public override MessageKind Read(ReadOnlySpan<byte> message, out int operations)
    {
        operations = 0;
        var reader = new MessagePackReader(message);
        reader.ReadArrayHeader();
        long type = reader.ReadInt64();
        if (type == Completion) return MessageKind.Completion;
        if (type != Invocation) return MessageKind.Other;
        reader.Skip();
        reader.Skip();
        if (!reader.ReadStringUtf8().SequenceEqual("records"u8)) return MessageKind.Other;
        reader.ReadArrayHeader();
        int fields = reader.ReadMapHeader();
        long first = 0;
        for (int i = 0; i < fields; i++)
        {
            ReadOnlySpan<byte> key = reader.ReadStringUtf8();
            if (key.SequenceEqual("first"u8))
            {
                first = reader.ReadInt64();
            }
            else if (key.SequenceEqual("last"u8))
            {
                operations = (int)(reader.ReadInt64() - first + 1);
                return MessageKind.Operations;
            }
            else
            {
                reader.Skip();
            }
        }

        throw new InvalidDataException("A message with records does not say which.");
    }
}
