using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>The hub ended a subscription. Immutable.</summary>
public sealed record ClosedMessage : IWireMessage<ClosedMessage>
{
    /// <summary>The store; empty if it is about all of the connection's.</summary>
    public required string Store { get; init; }

    /// <summary>The subscription's channel; null if it has none.</summary>
    public string? Channel { get; init; }

    /// <summary>The reason.</summary>
    public required StoreErrorCode Code { get; init; }

    /// <summary>The reason, for people.</summary>
    public required string Message { get; init; }

    /// <summary>Whether opening it again helps.</summary>
    public required bool Reconnect { get; init; }

    static ClosedMessage IWireMessage<ClosedMessage>.Read(ref FieldReader reader)
    {
        string? store = null;
        string? channel = null;
        StoreErrorCode? code = null;
        string? message = null;
        bool? reconnect = null;
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "store": store = reader.String(); break;
                case "channel": channel = reader.String(); break;
                case "code": code = (StoreErrorCode)reader.Int32(); break;
                case "message": message = reader.String(); break;
                case "reconnect": reconnect = reader.Boolean(); break;
                default: reader.Skip(); break;
            }
        }

        return new ClosedMessage
        {
            Store = store ?? throw reader.Missing("store"),
            Channel = channel,
            Code = code ?? throw reader.Missing("code"),
            Message = message ?? throw reader.Missing("message"),
            Reconnect = reconnect ?? throw reader.Missing("reconnect"),
        };
    }

    void IWireMessage<ClosedMessage>.Write(FieldWriter writer)
    {
        writer.Write("store", Store);
        writer.Write("channel", Channel);
        writer.Write("code", (long)Code);
        writer.Write("message", Message);
        writer.Write("reconnect", Reconnect);
    }
}
