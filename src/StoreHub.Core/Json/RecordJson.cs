using System.Text.Json;
using StoreHub.Encodings;
using StoreHub.Operations;

namespace StoreHub.Json;

/// <summary>
/// Records of history as JSON: <c>{"kind":"transaction","revision":first,"ops":[…]}</c>,
/// <c>{"kind":"void","revision","source","seq","count","ts"}</c>, <c>{"kind":"floor","revision","floor","ts"}</c>,
/// <c>{"kind":"forget","revision","sources":[…],"ts"}</c>. Safe for any thread.
/// </summary>
public static class RecordJson
{
    /// <summary>Writes a record.</summary>
    public static void Write(Utf8JsonWriter writer, HistoryRecord record)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(record);
        writer.WriteStartObject();
        writer.WriteString("kind"u8, record.Kind switch { RecordKind.Transaction => "transaction"u8, RecordKind.Void => "void"u8, RecordKind.Forget => "forget"u8, _ => "floor"u8 });
        writer.WriteNumber("revision"u8, record.FirstRevision);
        switch (record.Kind)
        {
            case RecordKind.Transaction:
                OperationJson.WriteList(writer, record.Operations);
                break;
            case RecordKind.Void:
                writer.WriteString("source"u8, record.Source.ToString());
                writer.WriteNumber("seq"u8, record.FirstSeq);
                writer.WriteNumber("count"u8, record.Count);
                WriteTs(writer, record);
                break;
            case RecordKind.Forget:
                writer.WriteStartArray("sources"u8);
                foreach (SourceId forgotten in record.Sources) writer.WriteStringValue(forgotten.ToString());
                writer.WriteEndArray();
                WriteTs(writer, record);
                break;
            default:
                writer.WriteNumber("floor"u8, record.Floor);
                WriteTs(writer, record);
                break;
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads and checks a record.</summary>
    /// <param name="reader">Stands on its first token, or before any; afterwards on its last token.</param>
    /// <param name="limits">Counts and depths; null for none but the format's own: history may be older than the limits.</param>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="StoreException">A record that stores refuse; names the property, or path and limit.</exception>
    public static HistoryRecord Read(ref Utf8JsonReader reader, StoreLimits? limits = null)
    {
        JsonFields.RequireObject(ref reader, "record");
        string? kind = null;
        List<Operation>? operations = null;
        List<SourceId>? sources = null;
        SourceId? source = null;
        long? revision = null;
        long? seq = null;
        long? floor = null;
        int? count = null;
        double? ts = null;
        while (JsonFields.NextProperty(ref reader) is { } name)
        {
            switch (name)
            {
                case "kind": kind = JsonFields.ReadString(ref reader, name); break;
                case "revision": revision = JsonFields.ReadCounter(ref reader, name); break;
                case "ops": operations = operations is null ? OperationJson.ReadList(ref reader, limits) : throw JsonFields.Twice(name); break;
                case "sources": sources = sources is null ? ReadSources(ref reader) : throw JsonFields.Twice(name); break;
                case "source": source = JsonFields.ReadSource(ref reader, name); break;
                case "seq": seq = JsonFields.ReadCounter(ref reader, name); break;
                case "count": count = JsonFields.ReadCount(ref reader, name); break;
                case "ts": ts = JsonFields.ReadTimestamp(ref reader, name); break;
                case "floor": floor = JsonFields.ReadCounter(ref reader, name); break;
                default: JsonFields.Skip(ref reader); break;
            }
        }

        long first = JsonFields.Require(revision, "revision");
        HistoryRecord record = kind switch
        {
            "transaction" => OfOperations(operations, first),
            "void" => HistoryRecord.Of(
                Transaction.Void(JsonFields.Require(source, "source"), JsonFields.Require(seq, "seq"), JsonFields.Require(count, "count"), JsonFields.Require(ts, "ts"), 0), first, ts!.Value),
            "floor" => HistoryRecord.ForFloor(JsonFields.Require(floor, "floor"), first, JsonFields.Require(ts, "ts")),
            "forget" => HistoryRecord.OfForgotten(
                sources ?? throw new StoreException(StoreErrorCode.MalformedTransaction, "'sources' is missing."), first, JsonFields.Require(ts, "ts")),
            _ => throw new StoreException(StoreErrorCode.MalformedTransaction, $"The record's kind '{kind}' is not known."),
        };
        OperationRules.RequireCounters(record);
        return record;
    }

    private static HistoryRecord OfOperations(List<Operation>? operations, long first)
    {
        var transaction = new Transaction(operations ?? throw new StoreException(StoreErrorCode.MalformedTransaction, "'ops' is missing."), 0);
        return HistoryRecord.Of(transaction, first, transaction.Ts);
    }

    private static List<SourceId> ReadSources(ref Utf8JsonReader reader)
    {
        JsonFields.RequireArray(ref reader, "sources");
        var sources = new List<SourceId>();
        for (JsonText.Next(ref reader); reader.TokenType != JsonTokenType.EndArray; JsonText.Next(ref reader)) sources.Add(JsonFields.ReadSource(ref reader, "sources"));
        return sources;
    }

    private static void WriteTs(Utf8JsonWriter writer, HistoryRecord record)
    {
        writer.WritePropertyName("ts"u8);
        JsonText.WriteNumber(writer, record.Ts);
    }
}
