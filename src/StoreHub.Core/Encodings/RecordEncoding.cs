using StoreHub.MessagePack;
using StoreHub.Operations;

namespace StoreHub.Encodings;

/// <summary>
/// Records of history as MessagePack: <c>[0, firstRevision, ts, source, firstSeq, [operation, …]]</c>, void
/// <c>[1, firstRevision, ts, source, firstSeq, count]</c>, floor <c>[2, revision, ts, floor]</c>, forgotten sources
/// <c>[3, revision, ts, [source, …]]</c>; <c>ts</c> always a float 64. Safe for any thread.
/// </summary>
public static class RecordEncoding
{
    /// <summary>Writes a record.</summary>
    public static void Write(MessagePackWriter writer, HistoryRecord record)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(record);
        writer.WriteArrayHeader(FieldsOf(record.Kind));
        writer.WriteInt64((long)record.Kind);
        writer.WriteInt64(record.FirstRevision);
        writer.WriteDouble(record.Ts);
        if (record.Kind == RecordKind.Floor)
        {
            writer.WriteInt64(record.Floor);
            return;
        }

        if (record.Kind == RecordKind.Forget)
        {
            WriteSources(writer, record.Sources);
            return;
        }

        writer.WriteString(record.Source.ToString());
        writer.WriteInt64(record.FirstSeq);
        if (record.Kind == RecordKind.Void) writer.WriteInt64(record.Count);
        else OperationListEncoding.Write(writer, record.Operations);
    }

    /// <summary>A record's bytes.</summary>
    public static byte[] ToBytes(HistoryRecord record)
    {
        var writer = new MessagePackWriter();
        Write(writer, record);
        return writer.ToArray();
    }

    /// <summary>Reads and checks a record.</summary>
    /// <param name="reader">Stands before it; afterwards behind it.</param>
    /// <param name="limits">Sizes, counts and depths; null for none but the format's own: history may be older than the limits.</param>
    /// <param name="names">Shares names between what is read with it; null for none.</param>
    /// <exception cref="MessagePackFormatException">The bytes are no record.</exception>
    /// <exception cref="StoreException">A record that stores refuse.</exception>
    public static HistoryRecord Read(ref MessagePackReader reader, StoreLimits? limits = null, NameCache? names = null)
    {
        int start = reader.Offset;
        int fields = reader.ReadArrayHeader();
        int kind = reader.ReadInt32();
        if (kind is < 0 or > (int)RecordKind.Forget || fields != FieldsOf((RecordKind)kind))
            throw new StoreException(StoreErrorCode.MalformedTransaction, $"A record of kind {kind} with {fields} fields is not known.");
        var context = new DecodingContext(limits, names);
        long revision = DecodingContext.ReadCounter(ref reader, "a record's revision");
        double ts = DecodingContext.ReadTimestamp(ref reader);
        HistoryRecord record;
        if (kind == (int)RecordKind.Floor)
        {
            record = HistoryRecord.ForFloor(DecodingContext.ReadCounter(ref reader, "a floor"), revision, ts);
        }
        else if (kind == (int)RecordKind.Forget)
        {
            record = ReadForget(ref reader, context, revision, ts);
        }
        else
        {
            context = context.For(context.ReadSource(ref reader));
            long firstSeq = DecodingContext.ReadCounter(ref reader, "a record's seq");
            record = kind == (int)RecordKind.Void
                ? HistoryRecord.Of(ReadVoid(ref reader, context, firstSeq, ts), revision, ts)
                : HistoryRecord.Of(new Transaction(OperationListEncoding.Read(ref reader, context, firstSeq, ts, start), 0), revision, ts);
        }

        OperationRules.RequireCounters(record);
        return record;
    }

    /// <summary>Reads a record that the bytes hold and nothing else.</summary>
    /// <exception cref="MessagePackFormatException">The bytes are no record, or more than one.</exception>
    /// <exception cref="StoreException">A record that stores refuse.</exception>
    public static HistoryRecord FromBytes(ReadOnlySpan<byte> bytes, StoreLimits? limits = null)
    {
        var reader = new MessagePackReader(bytes);
        HistoryRecord record = Read(ref reader, limits);
        return reader.End ? record : throw new MessagePackFormatException($"{reader.Remaining} bytes follow the record.");
    }

    internal static void WriteSources(MessagePackWriter writer, IReadOnlyList<SourceId> sources)
    {
        writer.WriteArrayHeader(sources.Count);
        for (int i = 0; i < sources.Count; i++) writer.WriteString(sources[i].ToString());
    }

    internal static HistoryRecord ReadForget(ref MessagePackReader reader, DecodingContext context, long revision, double ts)
    {
        int count = reader.ReadArrayHeader();
        if (count is 0 or > HistoryRecord.MaxSources)
            throw new StoreException(StoreErrorCode.MalformedTransaction, $"A record forgets 1 to {HistoryRecord.MaxSources} sources, not {count}.", limit: HistoryRecord.MaxSources);
        var sources = new List<SourceId>(count);
        for (int i = 0; i < count; i++) sources.Add(context.ReadSource(ref reader));
        return HistoryRecord.OfForgotten(sources, revision, ts);
    }

    private static Transaction ReadVoid(ref MessagePackReader reader, DecodingContext context, long firstSeq, double ts)
    {
        int count = DecodingContext.ReadCount(ref reader, "a void's count");
        if (context.Limits is { } limits) OperationLimits.RequireCount(count, limits);
        return Transaction.Void(context.Own, firstSeq, count, ts, 0);
    }

    private static int FieldsOf(RecordKind kind) => kind is RecordKind.Floor or RecordKind.Forget ? 4 : 6;
}
