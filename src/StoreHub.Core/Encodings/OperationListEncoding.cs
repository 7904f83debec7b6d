using StoreHub.MessagePack;
using StoreHub.Operations;

namespace StoreHub.Encodings;

/// <summary>The operations of one transaction or record, with the limits on their number and size.</summary>
internal static class OperationListEncoding
{
    public static void Write(MessagePackWriter writer, IReadOnlyList<Operation> operations)
    {
        writer.WriteArrayHeader(operations.Count);
        for (int i = 0; i < operations.Count; i++) OperationEncoding.Write(writer, operations[i]);
    }

    /// <param name="reader">Stands before the list.</param>
    /// <param name="context">The author.</param>
    /// <param name="firstSeq">The seq of the first.</param>
    /// <param name="ts">The timestamp of all.</param>
    /// <param name="start">Where the transaction or record began: its size counts from there.</param>
    public static Operation[] Read(ref MessagePackReader reader, DecodingContext context, long firstSeq, double ts, int start)
    {
        int count = reader.ReadArrayHeader();
        if (context.Limits is { } limits) OperationLimits.RequireCount(count, limits);
        // an operation takes 3 bytes at least: header, type, path
        if (count * 3L > reader.Remaining) throw new MessagePackFormatException($"At byte {reader.Offset}: {count} operations cannot fit the {reader.Remaining} bytes that are left.");
        var operations = new Operation[count];
        for (int i = 0; i < count; i++)
        {
            int before = reader.Offset;
            operations[i] = OperationEncoding.Read(ref reader, context, firstSeq + i, ts);
            if (context.Limits is null) continue;
            OperationLimits.RequireSize(operations[i], reader.Offset - before, context.Limits);
            OperationLimits.RequireTransactionSize(reader.Offset - start, context.Limits);
        }

        return operations;
    }
}
