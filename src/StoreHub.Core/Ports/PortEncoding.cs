using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;

namespace StoreHub.Ports;

/// <summary>
/// What goes over a <see cref="StreamPort"/>, as MessagePack. First <c>["storehub-port", version, maxFrameBytes]</c>, then messages
/// <c>[kind, [transaction, …]]</c>, where a transaction is a run of operations of one source with contiguous seqs and one ts.
/// </summary>
internal static class PortEncoding
{
    public const string Name = "storehub-port";
    public const int Version = 1;

    /// <summary>The most bytes of a message that are not its transactions.</summary>
    public const int Overhead = 8;

    public static void WriteHello(MessagePackWriter writer, int maxFrameBytes)
    {
        writer.WriteArrayHeader(3);
        writer.WriteString(Name);
        writer.WriteInt64(Version);
        writer.WriteInt64(maxFrameBytes);
    }

    /// <returns>The most bytes a frame to the other side may have.</returns>
    public static int ReadHello(ReadOnlySpan<byte> frame)
    {
        var reader = new MessagePackReader(frame);
        int fields = reader.ReadArrayHeader();
        if (fields < 2 || reader.ReadString() != Name) throw new StoreException(StoreErrorCode.UnsupportedProtocol, "The other side is no StoreHub port.");
        long version = reader.ReadInt64();
        if (version != Version || fields < 3)
            throw new StoreException(StoreErrorCode.UnsupportedProtocol, $"The other side speaks version {version} of the port protocol; version {Version} is spoken here.", limit: Version);
        long maxFrameBytes = reader.ReadInt64();
        if (maxFrameBytes < StreamPort.MinFrameBytes)
            throw new StoreException(StoreErrorCode.MalformedMessage, $"The other side takes frames of {maxFrameBytes} bytes; {StreamPort.MinFrameBytes} are needed at least.", limit: StreamPort.MinFrameBytes);
        return (int)Math.Min(maxFrameBytes, int.MaxValue);
    }

    /// <summary>Writes a message of transactions that are encoded already.</summary>
    public static void Write(MessagePackWriter writer, PortMessageKind kind, int count, ReadOnlySpan<byte> transactions)
    {
        writer.WriteArrayHeader(2);
        writer.WriteInt64((long)kind);
        writer.WriteArrayHeader(count);
        writer.WriteRaw(transactions);
    }

    public static PortMessage Read(ReadOnlySpan<byte> frame, NameCache names)
    {
        var reader = new MessagePackReader(frame);
        int fields = reader.ReadArrayHeader();
        int kind = reader.ReadInt32();
        if (fields != 2 || kind is not ((int)PortMessageKind.Init or (int)PortMessageKind.Operations))
            throw new StoreException(StoreErrorCode.MalformedMessage, $"A message of kind {kind} with {fields} fields is not known.");
        int count = reader.ReadArrayHeader();
        var operations = new List<Operation>();
        for (int i = 0; i < count; i++)
        {
            Transaction transaction = TransactionEncoding.Read(ref reader, limits: null, names);
            if (transaction.IsVoid) throw new StoreException(StoreErrorCode.MalformedTransaction, $"{transaction.Source}:{transaction.FirstSeq} is void, which nothing is without a hub.");
            operations.AddRange(transaction.Operations);
        }

        if (!reader.End) throw new MessagePackFormatException($"{reader.Remaining} bytes follow the message.");
        return new PortMessage((PortMessageKind)kind, operations);
    }

    /// <summary>The runs of one source with contiguous seqs and one ts; whole transactions where the list has them whole.</summary>
    public static IEnumerable<ArraySegment<Operation>> Runs(Operation[] operations)
    {
        for (int start = 0, end; start < operations.Length; start = end)
        {
            Operation first = operations[start];
            for (end = start + 1; end < operations.Length; end++)
            {
                Operation next = operations[end];
                if (next.Source != first.Source || next.Seq != first.Seq + (end - start) || next.Ts != first.Ts) break;
            }

            yield return new ArraySegment<Operation>(operations, start, end - start);
        }
    }
}
