using System.Text.Json;
using StoreHub.Encodings;
using StoreHub.Operations;

namespace StoreHub.Json;

/// <summary>
/// Transactions as JSON: <c>{"ops":[…],"base":n}</c>, or void <c>{"void":true,"source","seq","count","ts","base"}</c>. A missing
/// <c>base</c> is 0. Safe for any thread.
/// </summary>
public static class TransactionJson
{
    /// <summary>Writes a transaction.</summary>
    public static void Write(Utf8JsonWriter writer, Transaction transaction)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(transaction);
        writer.WriteStartObject();
        if (transaction.IsVoid)
        {
            writer.WriteBoolean("void"u8, true);
            writer.WriteString("source"u8, transaction.Source.ToString());
            writer.WriteNumber("seq"u8, transaction.FirstSeq);
            writer.WriteNumber("count"u8, transaction.Count);
            writer.WritePropertyName("ts"u8);
            JsonText.WriteNumber(writer, transaction.Ts);
        }
        else
        {
            OperationJson.WriteList(writer, transaction.Operations);
        }

        writer.WriteNumber("base"u8, transaction.Base);
        writer.WriteEndObject();
    }

    /// <summary>Reads and checks a transaction; with limits, the sizes of its binary encoding too.</summary>
    /// <param name="reader">Stands on its first token, or before any; afterwards on its last token.</param>
    /// <param name="limits">Sizes, counts and depths; null for none but the format's own.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="StoreException">A transaction that stores refuse; names the property, or path and limit.</exception>
    public static Transaction Read(ref Utf8JsonReader reader, StoreLimits? limits = null)
    {
        JsonFields.RequireObject(ref reader, "transaction");
        List<Operation>? operations = null;
        bool isVoid = false;
        SourceId? source = null;
        long? seq = null;
        int? count = null;
        double? ts = null;
        long baseRevision = 0;
        while (JsonFields.NextProperty(ref reader) is { } name)
        {
            switch (name)
            {
                case "ops": operations = operations is null ? OperationJson.ReadList(ref reader, limits) : throw JsonFields.Twice(name); break;
                case "void": isVoid = JsonFields.ReadBoolean(ref reader, name); break;
                case "source": source = JsonFields.ReadSource(ref reader, name); break;
                case "seq": seq = JsonFields.ReadCounter(ref reader, name); break;
                case "count": count = JsonFields.ReadCount(ref reader, name); break;
                case "ts": ts = JsonFields.ReadTimestamp(ref reader, name); break;
                case "base": baseRevision = JsonFields.ReadCounter(ref reader, name); break;
                default: JsonFields.Skip(ref reader); break;
            }
        }

        if (isVoid == operations is not null)
            throw new StoreException(StoreErrorCode.MalformedTransaction, "A transaction has either 'ops' or 'void': true.");
        Transaction transaction = isVoid
            ? Transaction.Void(JsonFields.Require(source, "source"), JsonFields.Require(seq, "seq"), JsonFields.Require(count, "count"), JsonFields.Require(ts, "ts"), baseRevision)
            : new Transaction(operations!, baseRevision);
        if (limits is null) OperationRules.RequireCounters(transaction);
        else OperationLimits.Validate(transaction, limits);
        return transaction;
    }
}
