using System.Text.Json;
using StoreHub.Encodings;
using StoreHub.Json;
using StoreHub.MessagePack;
using StoreHub.Operations;

namespace StoreHub.Protocol.Wire;

/// <summary>The transactions of a submission on each wire.</summary>
internal static class TransactionBytes
{
    [ThreadStatic]
    private static NameCache? _names;

    public static void Write(Utf8JsonWriter json, IReadOnlyList<Transaction> transactions)
    {
        json.WriteStartArray();
        foreach (Transaction transaction in transactions) TransactionJson.Write(json, transaction);
        json.WriteEndArray();
    }

    public static void Write(MessagePackWriter binary, IReadOnlyList<Transaction> transactions)
    {
        var data = new MessagePackWriter(1024);
        foreach (Transaction transaction in transactions) TransactionEncoding.Write(data, transaction);
        binary.WriteBinary(data.WrittenSpan);
    }

    public static Transaction[] ReadBinary(ref FieldReader fields)
    {
        var reader = new MessagePackReader(fields.BytesInPlace());
        var transactions = new List<Transaction>();
        NameCache names = _names ??= new NameCache();
        while (!reader.End) transactions.Add(TransactionEncoding.Read(ref reader, limits: null, names));
        return [.. transactions];
    }

    public static Transaction[] ReadJson(ref FieldReader fields)
    {
        if (fields.Json.TokenType != JsonTokenType.StartArray) throw fields.Malformed("must be an array");
        var transactions = new List<Transaction>();
        while (fields.Json.Read() && fields.Json.TokenType != JsonTokenType.EndArray)
            transactions.Add(TransactionJson.Read(ref fields.Json));
        return [.. transactions];
    }
}
