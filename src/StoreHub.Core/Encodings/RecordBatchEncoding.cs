using StoreHub.MessagePack;
using StoreHub.Operations;
using StoreHub.Ordering;

namespace StoreHub.Encodings;

/// <summary>
/// Consecutive records as one sequence of MessagePack values: what they have in common comes once, and each says only what is its own. First
/// <c>[[source, firstSeq], …]</c> and a <c>ts</c> as a float 64, then per record <c>[s, d, body]</c>: <c>s</c> is the place of its source in
/// that list, nil without an author; <c>d</c> how many doubles its <c>ts</c> lies above the one before (the first: above the <c>ts</c> at the beginning), or
/// the <c>ts</c> itself as a float 64 where that is more than 2^53−1; <c>body</c> is <c>[operation, …]</c>, the count of a void, the floor, or the forgotten <c>[source, …]</c>. Revisions follow without
/// a gap from one that is known, the seqs of a place in the list from its <c>firstSeq</c>. Safe for any thread.
/// </summary>
public static class RecordBatchEncoding
{
    // its array header, place, steps; the table's share is small
    internal const int Overhead = 12;

    private const long MaxSteps = 9007199254740991;

    [ThreadStatic]
    private static Dictionary<SourceId, (int Place, long NextSeq)>? _sources;

    /// <summary>Writes what a record says, wherever it stands.</summary>
    public static void WriteBody(MessagePackWriter writer, HistoryRecord record)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(record);
        switch (record.Kind)
        {
            case RecordKind.Floor: writer.WriteInt64(record.Floor); break;
            case RecordKind.Forget: RecordEncoding.WriteSources(writer, record.Sources); break;
            case RecordKind.Void: writer.WriteInt64(record.Count); break;
            default: OperationListEncoding.Write(writer, record.Operations); break;
        }
    }

    /// <summary>Writes records without a gap between them; at least one.</summary>
    public static void Write<T>(MessagePackWriter writer, IReadOnlyList<T> records)
        where T : IRecordBody
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(records);
        Dictionary<SourceId, (int Place, long NextSeq)> sources = _sources ??= [];
        sources.Clear();
        int table = 0;
        for (int i = 0; i < records.Count; i++) table += Advance(sources, records[i].Record, table, out _) ? 1 : 0;
        WriteSources(writer, records, sources, table);

        sources.Clear();
        table = 0;
        double ts = records[0].Record.Ts;
        writer.WriteDouble(ts);
        for (int i = 0; i < records.Count; i++)
        {
            HistoryRecord record = records[i].Record;
            writer.WriteArrayHeader(3);
            if (Advance(sources, record, table, out int place)) table++;
            if (record.HasAuthor) writer.WriteInt64(place);
            else writer.WriteNil();
            long steps = TimestampSteps.OrdinalOf(record.Ts) - TimestampSteps.OrdinalOf(ts);
            if (steps is >= 0 and <= MaxSteps) writer.WriteInt64(steps);
            else writer.WriteDouble(record.Ts);
            ts = record.Ts;
            writer.WriteRaw(records[i].Body);
        }
    }

    /// <summary>Reads and checks records.</summary>
    /// <param name="bytes">Their bytes and nothing else.</param>
    /// <param name="firstRevision">The revision of the first.</param>
    /// <param name="limits">Sizes, counts and depths; null for none but the format's own: history may be older than the limits.</param>
    /// <param name="names">Shares names between what is read with it; null for none.</param>
    /// <exception cref="MessagePackFormatException">The bytes are no records.</exception>
    /// <exception cref="StoreException">A record that stores refuse.</exception>
    public static IReadOnlyList<HistoryRecord> Read(ReadOnlySpan<byte> bytes, long firstRevision, StoreLimits? limits = null, NameCache? names = null)
    {
        var reader = new MessagePackReader(bytes);
        var context = new DecodingContext(limits, names);
        (SourceId Source, long NextSeq)[] sources = ReadSources(ref reader, context);
        double ts = DecodingContext.ReadTimestamp(ref reader);
        var records = new List<HistoryRecord>();
        long revision = firstRevision;
        while (!reader.End)
        {
            int start = reader.Offset;
            int fields = reader.ReadArrayHeader();
            if (fields != 3) throw new StoreException(StoreErrorCode.MalformedTransaction, $"A record has 3 fields, not {fields}.");
            bool hasAuthor = !reader.TryReadNil();
            int place = hasAuthor ? ReadPlace(ref reader, sources.Length) : 0;
            ts = ReadTs(ref reader, ts, isFirst: records.Count == 0);
            HistoryRecord record = hasAuthor
                ? ReadBody(ref reader, context.For(sources[place].Source), sources[place].NextSeq, revision, ts, start)
                : ReadHubs(ref reader, context, revision, ts);
            OperationRules.RequireCounters(record);
            if (hasAuthor) sources[place].NextSeq = record.LastSeq + 1;
            revision = record.LastRevision + 1;
            records.Add(record);
        }

        return records.Count > 0 ? records : throw new MessagePackFormatException("There is no record.");
    }

    private static void WriteSources<T>(MessagePackWriter writer, IReadOnlyList<T> records, Dictionary<SourceId, (int Place, long NextSeq)> sources, int count)
        where T : IRecordBody
    {
        sources.Clear();
        writer.WriteArrayHeader(count);
        int written = 0;
        for (int i = 0; written < count; i++)
        {
            HistoryRecord record = records[i].Record;
            if (!Advance(sources, record, written, out _)) continue;
            written++;
            writer.WriteArrayHeader(2);
            writer.WriteString(record.Source.ToString());
            writer.WriteInt64(record.FirstSeq);
        }
    }

    private static HistoryRecord ReadHubs(ref MessagePackReader reader, DecodingContext context, long revision, double ts) => reader.NextType == MessagePackType.Array
        ? RecordEncoding.ReadForget(ref reader, context, revision, ts)
        : HistoryRecord.ForFloor(DecodingContext.ReadCounter(ref reader, "a floor"), revision, ts);

    private static HistoryRecord ReadBody(ref MessagePackReader reader, DecodingContext context, long seq, long revision, double ts, int start)
    {
        if (reader.NextType == MessagePackType.Array) return HistoryRecord.Of(OperationListEncoding.Read(ref reader, context, seq, ts, start), revision);
        int count = DecodingContext.ReadCount(ref reader, "a void's count");
        if (context.Limits is { } limits) OperationLimits.RequireCount(count, limits);
        return HistoryRecord.Of(Transaction.Void(context.Own, seq, count, ts, 0), revision, ts);
    }

    private static (SourceId Source, long NextSeq)[] ReadSources(ref MessagePackReader reader, DecodingContext context)
    {
        int count = reader.ReadArrayHeader();
        // an entry takes 4 bytes at least: header, a source of one character, a seq
        if (count * 4L > reader.Remaining) throw new MessagePackFormatException($"{count} sources cannot fit the {reader.Remaining} bytes that are left.");
        var sources = new (SourceId Source, long NextSeq)[count];
        for (int i = 0; i < count; i++)
        {
            int fields = reader.ReadArrayHeader();
            if (fields != 2) throw new MessagePackFormatException($"At byte {reader.Offset}: a source stands with its seq, not in an array of {fields}.");
            sources[i] = (context.ReadSource(ref reader), DecodingContext.ReadCounter(ref reader, "a source's seq"));
        }

        return sources;
    }

    private static int ReadPlace(ref MessagePackReader reader, int count)
    {
        long place = reader.ReadInt64();
        return place >= 0 && place < count ? (int)place : throw new MessagePackFormatException($"At byte {reader.Offset}: there is no source {place} among {count}.");
    }

    private static double ReadTs(ref MessagePackReader reader, double before, bool isFirst)
    {
        double ts;
        if (reader.NextType == MessagePackType.Float)
        {
            ts = DecodingContext.ReadTimestamp(ref reader);
        }
        else
        {
            long steps = DecodingContext.ReadCounter(ref reader, "a timestamp's distance");
            ts = TimestampSteps.Above(before, steps);
        }

        if (!double.IsFinite(ts)) throw new StoreException(StoreErrorCode.InvalidTimestamp, $"The timestamp {ts} is not finite.");
        if (!isFirst && ts <= before) throw new StoreException(StoreErrorCode.InvalidTimestamp, $"The timestamp {ts} of a record does not rise above {before}.");
        return ts;
    }

    /// <summary>Goes past a record in the table of sources.</summary>
    /// <returns>Whether its source and seq need a place of their own in the list.</returns>
    private static bool Advance(Dictionary<SourceId, (int Place, long NextSeq)> sources, HistoryRecord record, int next, out int place)
    {
        place = -1;
        if (!record.HasAuthor) return false;
        bool known = sources.TryGetValue(record.Source, out (int Place, long NextSeq) entry) && entry.NextSeq == record.FirstSeq;
        place = known ? entry.Place : next;
        sources[record.Source] = (place, record.LastSeq + 1);
        return !known;
    }
}
