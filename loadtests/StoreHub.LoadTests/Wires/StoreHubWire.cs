using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using StoreHub.LoadTests.Connections;
using StoreHub.Protocol.HubProtocol;
using StoreHub.Protocol.Messages;
using StoreHub.Protocol.Wire;

namespace StoreHub.LoadTests.Wires;

/// <summary>StoreHub's wire for those who only count: a reader that never looks into a record.</summary>
internal abstract class StoreHubWire(IHubProtocol protocol) : IWire
{
    /// <summary>The protocol, for those who do look.</summary>
    public IHubProtocol Protocol { get; } = protocol;

    public string? HubProtocol => Protocol.Name;

    public abstract bool IsText { get; }

    // a store's name has at most 128 characters, an epoch 64
    public int Beginning => 512;

    public ReadOnlyMemory<byte>? Ping { get; } = protocol.GetMessageBytes(PingMessage.Instance);

    public static StoreHubWire Of(bool json) => json ? new StoreHubJsonWire() : new StoreHubBinaryWire();

    public ReadOnlyMemory<byte>? Join(string store) => Protocol.GetMessageBytes(Open(store, cursor: null));

    public abstract IMessageSplitter CreateSplitter();

    public abstract MessageKind Read(ReadOnlySpan<byte> message, out int operations);

    public static InvocationMessage Open(string store, Cursor? cursor) => new(
        "1", HubMethods.Open, [new OpenRequest { Store = store, Protocol = ProtocolVersion.Current, Role = ClientRoles.Reader, Cursor = cursor }]);

    protected static IHubProtocol CreateJson()
    {
        var options = new JsonHubProtocolOptions();
        StoreHubJson.Configure(options.PayloadSerializerOptions);
        return new JsonHubProtocol(Options.Create(options));
    }
}
