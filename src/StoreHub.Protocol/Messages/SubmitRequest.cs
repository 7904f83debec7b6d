using StoreHub.Operations;
using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>
/// Transactions of the connection's source for a store, in seq order. Idempotent. On the JSON wire <c>transactions</c> is an array of
/// objects, on the MessagePack wire <c>data</c> is binary: the transactions' own encoding, one after the other. Immutable; not yet checked.
/// </summary>
public sealed record SubmitRequest : HubRequest, IWireRequest<SubmitRequest>
{
    /// <summary>The transactions, whole and in seq order.</summary>
    public IReadOnlyList<Transaction> Transactions { get; init; } = [];

    static SubmitRequest IWireRequest<SubmitRequest>.Refused(ErrorInfo error) => new() { Malformed = error };

    static SubmitRequest IWireMessage<SubmitRequest>.Read(ref FieldReader reader)
    {
        var message = new SubmitRequest();
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "store": message = message with { Store = reader.String() }; break;
                case "channel": message = message with { Channel = reader.String() }; break;
                case "transactions" when reader.IsJson: message = message with { Transactions = TransactionBytes.ReadJson(ref reader) }; break;
                case "data" when !reader.IsJson: message = message with { Transactions = TransactionBytes.ReadBinary(ref reader) }; break;
                default: reader.Skip(); break;
            }
        }

        return message;
    }

    void IWireMessage<SubmitRequest>.Write(FieldWriter writer)
    {
        writer.Write("store", Store);
        writer.Write("channel", Channel);
        if (writer.Json is { } json)
        {
            writer.Key("transactions");
            TransactionBytes.Write(json, Transactions);
        }
        else
        {
            writer.Key("data");
            TransactionBytes.Write(writer.Binary!, Transactions);
        }
    }
}
