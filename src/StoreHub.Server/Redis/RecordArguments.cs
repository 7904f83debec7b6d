using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Redis;

/// <summary>
/// What scripts are told of transactions and records: two arguments for each. The first says what the script decides by; the second has the record's
/// bytes from the source on, before which the script writes kind, revision and timestamp.
/// </summary>
internal static class RecordArguments
{
    private const int HeadBytes = 49;
    // array, kind, revision 1, timestamp
    private const int Before = 12;

    [ThreadStatic]
    private static MessagePackWriter? _writer;

    /// <summary>Adds a submission's.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="submission">The submission.</param>
    /// <param name="latestTs">The latest timestamp that it may get unless order asks for more.</param>
    /// <param name="owner">Whose the source is, for what is appended again; null else.</param>
    public static void Add(List<object> arguments, in Submission submission, double latestTs, string? owner = null)
    {
        Transaction transaction = submission.Transaction;
        int flags = (transaction.IsVoid ? 1 : 0) + (submission.Continues ? 2 : 0);
        Add(arguments, flags, submission.Session, transaction.FirstSeq, transaction.Count, Math.Min(transaction.Ts, latestTs), transaction.Operations, Owned(transaction.Source, owner));
        arguments.Add(Suffix(HistoryRecord.Of(transaction, 1, transaction.Ts)));
    }

    /// <summary>Adds a record's, which keeps its revision and timestamp. Where others have their seq, one of a floor has the floor.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="record">The record.</param>
    /// <param name="owner">Whose its source is; null if that is not known.</param>
    public static void Add(List<object> arguments, HistoryRecord record, string? owner)
    {
        string names = record.HasAuthor ? Owned(record.Source, owner) : string.Join(',', record.Sources);
        double seq = record.Kind == RecordKind.Floor ? record.Floor : Math.Max(0, record.FirstSeq);
        Add(arguments, (int)record.Kind, record.FirstRevision, seq, record.Count, record.Ts, record.Operations, names);
        arguments.Add(Suffix(At1(record)));
    }

    /// <summary>A source as scripts keep it, without a session.</summary>
    public static byte[] Source(long lastSeq, string owner)
    {
        byte[] bytes = new byte[48 + Encoding.UTF8.GetByteCount(owner)];
        Span<byte> rest = bytes;
        foreach (double number in (ReadOnlySpan<double>)[lastSeq, lastSeq + 1, 0, 0]) rest = Put(rest, number);
        rest[..16].Fill((byte)'-');
        Encoding.UTF8.GetBytes(owner, rest[16..]);
        return bytes;
    }

    /// <summary>An owner as scripts keep it.</summary>
    public static string Owner(SourceOwner owner) => $"{owner.TokenHash}|{owner.Principal}";

    /// <summary>A number in all its digits.</summary>
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Owned(SourceId source, string? owner) => owner is null ? source.ToString() : $"{source}\0{owner}";

    private static void Add(List<object> arguments, int flags, double number, double seq, double count, double ts, IReadOnlyList<Operation> operations, string names)
    {
        byte[] head = new byte[HeadBytes + Encoding.UTF8.GetByteCount(names)];
        head[0] = (byte)flags;
        Span<byte> rest = head.AsSpan(1);
        rest = Put(Put(Put(Put(rest, number), seq), count), ts);
        TransactionContent.Hash(operations, rest[..16]);
        Encoding.UTF8.GetBytes(names, rest[16..]);
        arguments.Add(head);
    }

    private static Span<byte> Put(Span<byte> at, double number)
    {
        BinaryPrimitives.WriteDoubleBigEndian(at, number);
        return at[8..];
    }

    private static HistoryRecord At1(HistoryRecord record) => record.Kind switch
    {
        RecordKind.Transaction => HistoryRecord.Of(record.Operations, 1),
        RecordKind.Void => HistoryRecord.Void(record.Source, record.FirstSeq, record.Count, 1, record.Ts),
        RecordKind.Floor => HistoryRecord.ForFloor(record.Floor, 1, record.Ts),
        _ => HistoryRecord.Forget(record.Sources, 1, record.Ts),
    };

    private static byte[] Suffix(HistoryRecord record)
    {
        MessagePackWriter writer = _writer ??= new MessagePackWriter();
        writer.Clear();
        RecordEncoding.Write(writer, record);
        byte[] suffix = writer.WrittenSpan[Before..].ToArray();
        // one long record must not stay in memory for each thread
        if (writer.Length > 1 << 20) _writer = null;
        return suffix;
    }
}
