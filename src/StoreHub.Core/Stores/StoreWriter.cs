using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;
using StoreHub.Ordering;
using StoreHub.Replicas;

namespace StoreHub;

/// <summary>Makes operations out of writes and transactions out of batches. Used under the store's lock.</summary>
internal sealed class StoreWriter(IStoreReplica replica, HybridClock clock)
{
    private readonly MessagePackWriter _scratch = new();
    private List<Operation> _operations = [];
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
        int bytes = OperationLimits.Validate(operation, Limits, _scratch);
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
        var transaction = new Transaction(_operations, Base());
        replica.CommitDraft(transaction, _draft);
        _operations = [];
        Reset();
        return transaction;
    }

    /// <summary>Takes back what was written since the last commit.</summary>
    public void Rollback()
    {
        NextSeq -= _operations.Count;
        replica.RollbackDraft(_draft);
        foreach (Operation operation in _operations) replica.Changes?.Changed(operation);
        _operations.Clear();
        Reset();
    }

    private void Reset()
    {
        _draft = default;
        _bytes = 0;
    }
}
