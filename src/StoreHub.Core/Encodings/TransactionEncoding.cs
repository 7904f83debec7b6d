using StoreHub.MessagePack;
using StoreHub.Operations;

namespace StoreHub.Encodings;

/// <summary>
/// Transactions as MessagePack: <c>[0, source, firstSeq, ts, base, [operation, …]]</c>, or void
/// <c>[1, source, firstSeq, ts, base, count]</c>; <c>ts</c> always a float 64. Safe for any thread.
/// </summary>
public static class TransactionEncoding
{
    private const int Fields = 6;

    /// <summary>Writes a transaction.</summary>
    public static void Write(MessagePackWriter writer, Transaction transaction)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(transaction);
        WriteHeader(writer, transaction);
        if (!transaction.IsVoid) OperationListEncoding.Write(writer, transaction.Operations);
    }

    /// <summary>A transaction's bytes.</summary>
    public static byte[] ToBytes(Transaction transaction)
    {
        var writer = new MessagePackWriter();
        Write(writer, transaction);
        return writer.ToArray();
    }

    /// <summary>Reads and checks a transaction.</summary>
    /// <param name="reader">Stands before it; afterwards behind it.</param>
    /// <param name="limits">Sizes, counts and depths; null for none but the format's own.</param>
    /// <param name="names">Shares names between what is read with it; null for none.</param>
    /// <exception cref="MessagePackFormatException">The bytes are no transaction.</exception>
    /// <exception cref="StoreException">A transaction that stores refuse; names path and limit.</exception>
    public static Transaction Read(ref MessagePackReader reader, StoreLimits? limits = null, NameCache? names = null)
    {
        int start = reader.Offset;
        int fields = reader.ReadArrayHeader();
        int kind = reader.ReadInt32();
        if (kind is not (0 or 1) || fields != Fields)
            throw new StoreException(StoreErrorCode.MalformedTransaction, $"A transaction of kind {kind} with {fields} fields is not known.");
        var context = new DecodingContext(limits, names);
        SourceId source = context.ReadSource(ref reader);
        context = context.For(source);
        long firstSeq = DecodingContext.ReadCounter(ref reader, "a transaction's seq");
        double ts = DecodingContext.ReadTimestamp(ref reader);
        long baseRevision = DecodingContext.ReadCounter(ref reader, "a transaction's base");
        Transaction transaction;
        if (kind == 0)
        {
            transaction = new Transaction(OperationListEncoding.Read(ref reader, context, firstSeq, ts, start), baseRevision);
        }
        else
        {
            int count = DecodingContext.ReadCount(ref reader, "a void's count");
            if (limits is not null) OperationLimits.RequireCount(count, limits);
            transaction = Transaction.Void(source, firstSeq, count, ts, baseRevision);
        }

        OperationRules.RequireCounters(transaction);
        return transaction;
    }

    /// <summary>Reads a transaction that the bytes hold and nothing else.</summary>
    /// <exception cref="MessagePackFormatException">The bytes are no transaction, or more than one.</exception>
    /// <exception cref="StoreException">A transaction that stores refuse.</exception>
    public static Transaction FromBytes(ReadOnlySpan<byte> bytes, StoreLimits? limits = null)
    {
        var reader = new MessagePackReader(bytes);
        Transaction transaction = Read(ref reader, limits);
        return reader.End ? transaction : throw new MessagePackFormatException($"{reader.Remaining} bytes follow the transaction.");
    }

    /// <summary>Writes all but the operations.</summary>
    internal static void WriteHeader(MessagePackWriter writer, Transaction transaction)
    {
        writer.WriteArrayHeader(Fields);
        writer.WriteInt64(transaction.IsVoid ? 1 : 0);
        writer.WriteString(transaction.Source.ToString());
        writer.WriteInt64(transaction.FirstSeq);
        writer.WriteDouble(transaction.Ts);
        writer.WriteInt64(transaction.Base);
        if (transaction.IsVoid) writer.WriteInt64(transaction.Count);
    }
}
