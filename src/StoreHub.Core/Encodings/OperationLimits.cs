using StoreHub.Operations;

namespace StoreHub.Encodings;

/// <summary>
/// The one check of operations against a store's limits, for local writes and for what came as JSON. Reading the binary encoding
/// with limits makes the same checks by the way.
/// </summary>
internal static class OperationLimits
{
    /// <summary>Checks a transaction.</summary>
    /// <returns>The size of its binary encoding in bytes.</returns>
    /// <exception cref="StoreException">Names the path and the limit.</exception>
    public static int Validate(Transaction transaction, StoreLimits limits)
    {
        OperationRules.RequireCounters(transaction);
        RequireCount(transaction.Count, limits);
        long bytes = OperationSize.OfHeader(transaction);
        foreach (Operation operation in transaction.Operations)
        {
            bytes += Validate(operation, limits);
            RequireTransactionSize(bytes, limits);
        }

        return (int)bytes;
    }

    /// <summary>Checks one operation by itself.</summary>
    /// <returns>The size of its binary encoding in bytes.</returns>
    /// <exception cref="StoreException">Names the path and the limit.</exception>
    public static int Validate(Operation operation, StoreLimits limits)
    {
        RequireContent(operation, limits);
        long bytes = OperationSize.Of(operation);
        RequireSize(operation, bytes, limits);
        return (int)bytes;
    }

    /// <summary>Checks a value that goes by itself: it may have as many bytes as an operation.</summary>
    /// <param name="value">The value.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="place">Where it goes; for the error.</param>
    /// <returns>The size of its binary encoding in bytes.</returns>
    /// <exception cref="StoreException">Names the place and the limit.</exception>
    public static int Validate(StoreValue value, StoreLimits limits, string place)
    {
        RequireValue(value, new Bounds(limits), place);
        long bytes = ValueSize.Of(value);
        if (bytes > limits.MaxOperationBytes)
            throw new StoreException(StoreErrorCode.TooLarge, $"The value at {place} has {bytes} bytes; the limit is {limits.MaxOperationBytes}.", place, limits.MaxOperationBytes);
        return (int)bytes;
    }

    public static void RequireCount(int count, StoreLimits limits)
    {
        if (count > limits.MaxTransactionOperations)
            throw new StoreException(StoreErrorCode.TransactionTooLarge, $"A transaction of {count} operations is over the limit of {limits.MaxTransactionOperations}.", limit: limits.MaxTransactionOperations);
    }

    public static void RequireSize(Operation operation, long bytes, StoreLimits limits)
    {
        if (bytes > limits.MaxOperationBytes)
            throw new StoreException(StoreErrorCode.TooLarge, $"The '{OperationNames.Of(operation.Type)}' at {operation.Path} has {bytes} bytes; the limit is {limits.MaxOperationBytes}.", operation.Path.ToString(), limits.MaxOperationBytes);
    }

    public static void RequireTransactionSize(long bytes, StoreLimits limits)
    {
        if (bytes > limits.MaxTransactionBytes)
            throw new StoreException(StoreErrorCode.TransactionTooLarge, $"A transaction of {bytes} bytes or more is over the limit of {limits.MaxTransactionBytes}.", limit: limits.MaxTransactionBytes);
    }

    private static void RequireContent(Operation operation, StoreLimits limits)
    {
        StorePath path = operation.Path;
        OperationRules.RequirePath(operation.Type, path);
        OperationRules.RequirePathDepth(path.Count, limits, path);
        var bounds = new Bounds(limits);
        foreach (ref readonly PathSegment segment in path.Segments)
        {
            if (segment.Key.IsNumber) continue;
            OperationRules.RequireStep(segment.Key, path);
            bounds.RequireKey(segment.Key, path);
        }

        switch (operation)
        {
            case SetOperation set:
                RequireValue(set.Value, bounds, path);
                break;
            case SpliceOperation splice:
                if (splice.Index < 0 || splice.DeleteCount < 0)
                    throw new StoreException(StoreErrorCode.MalformedOperation, $"A splice's index and deleteCount are from 0, not {splice.Index} and {splice.DeleteCount}.", path.ToString());
                foreach (StoreValue item in splice.Items) RequireValue(item, bounds, path);
                break;
            case MapSetOperation mapSet:
                RequireMapKey(mapSet.Key, bounds, path);
                RequireValue(mapSet.Value, bounds, path);
                break;
            case MapDeleteOperation mapDelete:
                RequireMapKey(mapDelete.Key, bounds, path);
                break;
            case SetAddOperation setAdd:
                ScalarKey.Require(setAdd.Value);
                break;
            case SetDeleteOperation setDelete:
                ScalarKey.Require(setDelete.Value);
                break;
        }
    }

    private static void RequireMapKey(StoreValue key, Bounds bounds, StorePath path)
    {
        ScalarKey.RequireMapKey(key);
        bounds.RequireKey(key, path);
    }

    private static void RequireValue(StoreValue value, Bounds bounds, object place)
    {
        if (value.Container is not { } container) return;
        bounds.RequireDepth(container.Depth, place);
        RequireKeys(value, bounds, place);
    }

    private static void RequireKeys(StoreValue value, Bounds bounds, object at)
    {
        switch (value.Kind)
        {
            case ValueKind.Object:
                foreach ((string key, StoreValue item) in value.AsObject().Entries)
                {
                    bounds.RequireKey(key, at);
                    RequireKeys(item, bounds, at);
                }

                break;
            case ValueKind.Array:
                foreach (StoreValue item in value.AsArray().Items) RequireKeys(item, bounds, at);
                break;
            case ValueKind.Map:
                foreach ((StoreValue key, StoreValue item) in value.AsMap().Entries)
                {
                    bounds.RequireKey(key, at);
                    RequireKeys(item, bounds, at);
                }

                break;
        }
    }
}
