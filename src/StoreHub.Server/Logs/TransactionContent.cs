using System.Security.Cryptography;
using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;

namespace StoreHub.Server.Logs;

/// <summary>
/// Whether a transaction says what a record says, canonically: without timestamp and base, which a resend may change, and without the
/// order of an object's keys, which a client in another language may not keep.
/// </summary>
internal static class TransactionContent
{
    [ThreadStatic]
    private static MessagePackWriter? _writer;

    /// <summary>Writes a hash of what operations say: the same for the same content, so that a log that keeps no records here can compare.</summary>
    /// <param name="operations">The operations, of one source; their order counts.</param>
    /// <param name="hash">Takes up to 32 bytes.</param>
    public static void Hash(IReadOnlyList<Operation> operations, Span<byte> hash)
    {
        MessagePackWriter writer = _writer ??= new MessagePackWriter();
        writer.Clear();
        for (int i = 0; i < operations.Count; i++) OperationEncoding.Write(writer, operations[i], canonical: true);
        Span<byte> all = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(writer.WrittenSpan, all);
        all[..hash.Length].CopyTo(hash);
        if (writer.Length > 1 << 20) _writer = null;
    }

    public static bool AreSame(Transaction transaction, HistoryRecord record)
    {
        if (transaction.Operations.Count != record.Operations.Count) return false;
        for (int i = 0; i < record.Operations.Count; i++)
        {
            if (!AreSame(transaction.Operations[i], record.Operations[i])) return false;
        }

        return true;
    }

    private static bool AreSame(Operation left, Operation right) =>
        left.Type == right.Type && AreSame(left.Path, right.Path) && (left, right) switch
        {
            (SetOperation a, SetOperation b) => a.Value.Equals(b.Value),
            (MapSetOperation a, MapSetOperation b) => a.Key.Equals(b.Key) && a.Value.Equals(b.Value),
            (MapDeleteOperation a, MapDeleteOperation b) => a.Key.Equals(b.Key),
            (SetAddOperation a, SetAddOperation b) => a.Value.Equals(b.Value),
            (SetDeleteOperation a, SetDeleteOperation b) => a.Value.Equals(b.Value),
            (IncrementOperation a, IncrementOperation b) => BitConverter.DoubleToInt64Bits(a.Amount) == BitConverter.DoubleToInt64Bits(b.Amount),
            (SpliceOperation a, SpliceOperation b) =>
                a.Index == b.Index && a.DeleteCount == b.DeleteCount && a.Items.SequenceEqual(b.Items) && AreSame(a.Anchors, b.Anchors),
            _ => true,
        };

    private static bool AreSame(StorePath left, StorePath right)
    {
        if (left.Count != right.Count) return false;
        for (int i = 0; i < left.Count; i++)
        {
            if (left[i].Element != right[i].Element || !left[i].Key.Equals(right[i].Key)) return false;
        }

        return true;
    }

    private static bool AreSame(SpliceAnchors? left, SpliceAnchors? right)
    {
        if (left is null || right is null) return left is null && right is null;
        return left.After == right.After && left.Before == right.Before && left.Removed.SequenceEqual(right.Removed)
            && (left.Order is null) == (right.Order is null) && (left.Order is null || left.Order.SequenceEqual(right.Order!));
    }
}
