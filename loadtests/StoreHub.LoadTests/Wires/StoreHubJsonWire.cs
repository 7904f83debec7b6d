using System.Buffers.Text;
using StoreHub.LoadTests.Connections;

namespace StoreHub.LoadTests.Wires;

/// <summary>The JSON wire: the first fields are found without parsing.</summary>
internal sealed class StoreHubJsonWire() : StoreHubWire(CreateJson())
{
    public override bool IsText => true;

    public override IMessageSplitter CreateSplitter() => new SeparatedSplitter();

    public override MessageKind Read(ReadOnlySpan<byte> message, out int operations)
    {
        operations = 0;
        if (message.StartsWith("{\"type\":3"u8)) return MessageKind.Completion;
        if (!message.StartsWith("{\"type\":1,\"target\":\"records\""u8)) return MessageKind.Other;
        operations = (int)(Number(message, "\"last\":"u8) - Number(message, "\"first\":"u8) + 1);
        return MessageKind.Operations;
    }

    private static long Number(ReadOnlySpan<byte> message, ReadOnlySpan<byte> key)
    {
        int at = message.IndexOf(key);
        return at >= 0 && Utf8Parser.TryParse(message[(at + key.Length)..], out long number, out _)
            ? number
            : throw new InvalidDataException("A message with records does not say which.");
    }
}
