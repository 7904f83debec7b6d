using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Ordering;
using StoreHub.Replicas;

namespace StoreHub;

/// <summary>Makes operations out of writes and transactions out of batches. Used under the store's lock.</summary>
internal sealed class StoreWriter(IStoreReplica replica, HybridClock clock)
{
    private readonly List<Operation> _operations = [];
    private ReplicaDraft _draft;
    private double _ts;
    private int _bytes;

    /// <summary>The seq of the next operation.</summary>
    public long NextSeq { get; set; }

    public StoreLimits Limits { get; set; } = StoreLimits.Default;

    /// <summary>What the base of the next transaction is.</summary>
    public Func<long> Base { get; set; } = static () => 0;

    public SourceId Source => replica.Source;

    /// <summary>The timestamp of the transaction that is being written.</summary>
    public double Ts => _operations.Count == 0 ? _ts = clock.Next() : _ts;

    /// <summary>Applies one operation and makes it part of the transaction.</summary>
    /// <exception cref="StoreException">It is past a limit; nothing was written.</exception>
    public void Add(Operation operation)
    {
        int bytes = OperationLimits.Validate(operation, Limits);
        OperationLimits.RequireCount(_operations.Count + 1, Limits);
        // the header of a transaction stays far below 256 bytes
        OperationLimits.RequireTransactionSize(_bytes + bytes + 256, Limits);
        replica.WriteDraft(operation, ref _draft);
        _operations.Add(operation);
        _bytes += bytes;
        NextSeq++;
    }

    /// <summary>Ends the transaction; null if nothing was written.</summary>
    public Transaction? Commit()
    {
        if (_operations.Count == 0) return null;
        var transaction = new Transaction(_operations.ToArray(), Base());
        replica.CommitDraft(transaction, _draft);
        _operations.Clear();
        _draft = default;
        _bytes = 0;
        // only now: what is taken back has changed nothing
        for (int i = 0; i < transaction.Count; i++) replica.Changes?.Changed(transaction.Operations[i]);
        return transaction;
    }

    /// <summary>Where the open transaction stands, for <see cref="Rollback"/>.</summary>
    public Mark Here() => new(_operations.Count, _bytes, _draft);

    /// <summary>Takes back what was written since a mark of the same transaction.</summary>
    public void Rollback(in Mark mark)
    {
        NextSeq -= _operations.Count - mark.Operations;
        replica.RollbackDraft(_draft, mark.Draft);
        _operations.RemoveRange(mark.Operations, _operations.Count - mark.Operations);
        _bytes = mark.Bytes;
        _draft = mark.Draft;
    }

    public readonly record struct Mark(int Operations, int Bytes, ReplicaDraft Draft);
}
