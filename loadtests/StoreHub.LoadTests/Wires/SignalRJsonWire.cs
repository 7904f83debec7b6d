using System.Globalization;
using System.Text;
using StoreHub.LoadTests.Connections;

namespace StoreHub.LoadTests.Wires;

/// <summary>The naive SignalR hub over JSON.</summary>
internal sealed class SignalRJsonWire : IBaselineWire
{
    private static readonly byte[] Arguments = "\"arguments\":["u8.ToArray();

    public string? HubProtocol => "json";

    public bool IsText => true;

    public int Beginning => 32;

    public ReadOnlyMemory<byte>? Ping { get; } = Frame("{\"type\":6}");

    public ReadOnlyMemory<byte>? Join(string store) => Frame($$"""{"type":1,"invocationId":"0","target":"Join","arguments":["{{store}}"]}""");

    public IMessageSplitter CreateSplitter() => new SeparatedSplitter();

    public MessageKind Read(ReadOnlySpan<byte> message, out int operations)
    {
        operations = 0;
        if (message.StartsWith("{\"type\":3"u8)) return MessageKind.Completion;
        if (!message.StartsWith("{\"type\":1,\"target\":\"op\""u8)) return MessageKind.Other;
        operations = 1;
        return MessageKind.Operations;
    }

    public ReadOnlyMemory<byte> Write(string store, in NaiveOperation operation, int call) => Frame(string.Create(
        CultureInfo.InvariantCulture, $$"""{"type":1,"invocationId":"{{call}}","target":"Op","arguments":["{{store}}",{{operation.Json()}}]}"""));

    public NaiveOperation ReadOperation(ReadOnlySpan<byte> message) =>
        NaiveOperation.FromJson(message[(message.IndexOf(Arguments) + Arguments.Length)..^2]);

    public bool IsOwn(ReadOnlySpan<byte> message, int writer) => false;

    private static byte[] Frame(string json) => Encoding.UTF8.GetBytes(json + (char)SeparatedSplitter.Separator);
}
