using StoreHub.Operations;

namespace StoreHub.Client.Stores;

/// <summary>Rewrites what is pending under a new source: identities of operations, and of the elements that they made and refer to.</summary>
internal static class Reissue
{
    public static IReadOnlyList<Transaction> Under(SourceId source, SourceId old, IEnumerable<OutboxEntry> entries)
    {
        var seqs = new Dictionary<long, long>();
        var reissued = new List<Transaction>();
        long next = 0;
        foreach (OutboxEntry entry in entries)
        {
            Transaction transaction = entry.Transaction;
            for (long seq = transaction.FirstSeq; seq <= transaction.LastSeq; seq++) seqs[seq] = next + seq - transaction.FirstSeq;
            entry.Transaction = Rewrite(transaction, next);
            entry.Written = entry.Written == transaction ? entry.Transaction : Rewrite(entry.Written, next);
            reissued.Add(entry.Transaction);
            next += transaction.Count;
        }

        return reissued;

        Transaction Rewrite(Transaction transaction, long first) => transaction.IsVoid
            ? Transaction.Void(source, first, transaction.Count, transaction.Ts, transaction.Base)
            : new Transaction([.. transaction.Operations.Select((operation, i) => operation.With(source, first + i, operation.Ts, Remap))], transaction.Base);

        ElementId Remap(ElementId id) => id.Source == old && seqs.TryGetValue(id.Seq, out long seq) ? new ElementId(source, seq, id.Ordinal) : id;
    }
}
