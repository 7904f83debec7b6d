using StoreHub.Operations;

namespace StoreHub.Encodings;

/// <summary>What every operation must satisfy, in whatever form it comes, before it exists.</summary>
internal static class OperationRules
{
    /// <summary>Whether the path of such an operation names a slot, and so is never the root.</summary>
    public static bool NamesSlot(OperationType type) => type is OperationType.Set or OperationType.Delete or OperationType.Increment;

    public static void RequirePath(OperationType type, StorePath path)
    {
        if (path.IsRoot && NamesSlot(type)) throw new StoreException(StoreErrorCode.InvalidPath, $"The path of '{OperationNames.Of(type)}' is empty: the root itself cannot be written.", "$");
    }

    /// <exception cref="StoreException"><see cref="StoreErrorCode.TooDeep"/>.</exception>
    public static void RequirePathDepth(int count, StoreLimits? limits, StorePath? path = null)
    {
        int limit = limits?.MaxPathLength ?? ContainerValue.MaxNesting;
        if (count > limit) throw new StoreException(StoreErrorCode.TooDeep, $"The path{(path is null ? "" : $" {path}")} has {count} steps; the limit is {limit}.", path?.ToString(), limit);
    }

    /// <summary>Refuses a step that is no scalar, or that would reach JavaScript's prototypes.</summary>
    public static void RequireStep(StoreValue key, object? path = null)
    {
        if (key.Text is { } text)
        {
            if (ValueText.IsForbiddenKey(text)) throw ValueText.Forbidden(text, path);
        }
        else if (!key.IsScalar)
        {
            throw new StoreException(StoreErrorCode.InvalidPath, $"A path's step is null, a boolean, number, string, bytes or instant, not of kind {key.Kind}.", path?.ToString());
        }
    }

    /// <summary>Refuses a transaction whose seqs or base no language could hold.</summary>
    public static void RequireCounters(Transaction transaction)
    {
        if (transaction.FirstSeq < 0 || transaction.LastSeq > DecodingContext.MaxCounter)
            throw new StoreException(StoreErrorCode.MalformedTransaction, $"The seqs {transaction.FirstSeq} to {transaction.LastSeq} of {transaction.Source} leave the range 0 to 2^53−1.", limit: DecodingContext.MaxCounter);
        if (transaction.Base is < 0 or > DecodingContext.MaxCounter)
            throw new StoreException(StoreErrorCode.MalformedTransaction, $"The base {transaction.Base} lies outside 0 to 2^53−1.", limit: DecodingContext.MaxCounter);
    }

    /// <summary>Refuses a record whose revisions, floor or timestamp are none.</summary>
    public static void RequireCounters(HistoryRecord record)
    {
        if (record.FirstRevision < 1 || record.LastRevision > DecodingContext.MaxCounter)
            throw new StoreException(StoreErrorCode.MalformedTransaction, $"The revisions {record.FirstRevision} to {record.LastRevision} leave the range 1 to 2^53−1.", limit: DecodingContext.MaxCounter);
        if (record.Kind == RecordKind.Floor && (record.Floor < 0 || record.Floor > record.FirstRevision))
            throw new StoreException(StoreErrorCode.MalformedTransaction, $"The floor {record.Floor} lies outside 0 to its own revision {record.FirstRevision}.", limit: record.FirstRevision);
        if (!double.IsFinite(record.Ts)) throw new StoreException(StoreErrorCode.InvalidTimestamp, $"The timestamp {record.Ts} of revision {record.FirstRevision} is not finite.");
        if (record.LastSeq > DecodingContext.MaxCounter)
            throw new StoreException(StoreErrorCode.MalformedTransaction, $"The seqs from {record.FirstSeq} leave the range 0 to 2^53−1.", limit: DecodingContext.MaxCounter);
    }
}
