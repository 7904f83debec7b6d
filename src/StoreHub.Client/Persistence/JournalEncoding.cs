using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;

namespace StoreHub.Client.Persistence;

/// <summary>
/// Entries as MessagePack, one after the other: <c>[0, store]</c>, <c>[1, source, token, nextSeq, everSent, acknowledgedSeq, lastTs]</c>,
/// <c>[2, epoch, snapshot]</c>, <c>[3, epoch, [record, …]]</c>, <c>[4, writtenAt, transaction]</c>,
/// <c>[5, firstSeq, isVoid, isVoidAtHub, code, reason]</c>, <c>[6, acknowledgedSeq]</c>, <c>[7, doneSeq]</c>, <c>[8, conversing]</c>,
/// <c>[9, resumedSeq]</c>, <c>[10, epoch, revision]</c>, <c>[11]</c>. Safe for any thread.
/// </summary>
internal static class JournalEncoding
{
    public static void Write(MessagePackWriter writer, JournalEntry entry)
    {
        switch (entry)
        {
            case JournalEntry.Named(var store):
                Begin(writer, 0, 1);
                writer.WriteString(store);
                break;
            case JournalEntry.Own own:
                Begin(writer, 1, 6);
                writer.WriteString(own.Source.ToString());
                writer.WriteString(own.Token);
                writer.WriteInt64(own.NextSeq);
                writer.WriteInt64(own.EverSent);
                writer.WriteInt64(own.AcknowledgedSeq);
                writer.WriteDouble(own.LastTs);
                break;
            case JournalEntry.Snapshot(var epoch, var state):
                Begin(writer, 2, 2);
                writer.WriteString(epoch);
                writer.WriteBinary(state.Span);
                break;
            case JournalEntry.Settled(var epoch, var records):
                Begin(writer, 3, 2);
                writer.WriteString(epoch);
                writer.WriteArrayHeader(records.Count);
                foreach (HistoryRecord record in records) RecordEncoding.Write(writer, record);
                break;
            case JournalEntry.Written(var transaction, var writtenAt):
                Begin(writer, 4, 2);
                writer.WriteInt64(writtenAt);
                TransactionEncoding.Write(writer, transaction);
                break;
            case JournalEntry.Refused refused:
                Begin(writer, 5, 5);
                writer.WriteInt64(refused.FirstSeq);
                writer.WriteBoolean(refused.IsVoid);
                writer.WriteBoolean(refused.IsVoidAtHub);
                writer.WriteInt64((long)refused.Code);
                writer.WriteString(refused.Reason);
                break;
            case JournalEntry.Acknowledged(var seq):
                Begin(writer, 6, 1);
                writer.WriteInt64(seq);
                break;
            case JournalEntry.Done(var seq):
                Begin(writer, 7, 1);
                writer.WriteInt64(seq);
                break;
            case JournalEntry.Conversing(var on):
                Begin(writer, 8, 1);
                writer.WriteBoolean(on);
                break;
            case JournalEntry.Resumed(var seq):
                Begin(writer, 9, 1);
                writer.WriteInt64(seq);
                break;
            case JournalEntry.Opened(var epoch, var revision):
                Begin(writer, 10, 2);
                writer.WriteString(epoch);
                writer.WriteInt64(revision);
                break;
            case JournalEntry.Followed:
                Begin(writer, 11, 0);
                break;
            default: throw new ArgumentException($"{entry.GetType()} has no form.", nameof(entry));
        }
    }

    /// <exception cref="MessagePackFormatException">The bytes are no entry.</exception>
    /// <exception cref="StoreException">An entry that no store keeps.</exception>
    public static JournalEntry Read(ref MessagePackReader reader)
    {
        int fields = reader.ReadArrayHeader() - 1;
        int kind = reader.ReadInt32();
        int expected = kind switch { 1 => 6, 5 => 5, 2 or 3 or 4 or 10 => 2, 0 or (>= 6 and <= 9) => 1, 11 => 0, _ => int.MinValue };
        if (fields != expected) throw new MessagePackFormatException($"An entry of kind {kind} with {fields} fields is not known.");
        return kind switch
        {
            0 => new JournalEntry.Named(reader.ReadString()),
            1 => new JournalEntry.Own(SourceId.Parse(reader.ReadString()), reader.ReadString(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadDouble()),
            2 => new JournalEntry.Snapshot(reader.ReadString(), reader.ReadBinary().ToArray()),
            3 => new JournalEntry.Settled(reader.ReadString(), ReadRecords(ref reader)),
            4 => ReadWritten(ref reader),
            5 => new JournalEntry.Refused(reader.ReadInt64(), reader.ReadBoolean(), reader.ReadBoolean(), (StoreErrorCode)reader.ReadInt32(), reader.ReadString()),
            6 => new JournalEntry.Acknowledged(reader.ReadInt64()),
            7 => new JournalEntry.Done(reader.ReadInt64()),
            8 => new JournalEntry.Conversing(reader.ReadBoolean()),
            9 => new JournalEntry.Resumed(reader.ReadInt64()),
            10 => new JournalEntry.Opened(reader.ReadString(), reader.ReadInt64()),
            _ => new JournalEntry.Followed(),
        };
    }

    private static void Begin(MessagePackWriter writer, int kind, int fields)
    {
        writer.WriteArrayHeader(fields + 1);
        writer.WriteInt64(kind);
    }

    private static JournalEntry.Written ReadWritten(ref MessagePackReader reader)
    {
        long writtenAt = reader.ReadInt64();
        return new JournalEntry.Written(TransactionEncoding.Read(ref reader), writtenAt);
    }

    private static List<HistoryRecord> ReadRecords(ref MessagePackReader reader)
    {
        // counted while read: a count alone must not ask for memory
        var records = new List<HistoryRecord>();
        for (int left = reader.ReadArrayHeader(); left > 0; left--) records.Add(RecordEncoding.Read(ref reader));
        return records;
    }
}
