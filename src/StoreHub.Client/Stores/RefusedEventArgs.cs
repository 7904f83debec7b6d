using StoreHub.Operations;

namespace StoreHub.Client;

/// <summary>A transaction that was refused: it was rolled back here, and stands in history as a void.</summary>
public sealed class RefusedEventArgs(IReadOnlyList<Operation> operations, StoreErrorCode code, string message) : EventArgs
{
    /// <summary>The operations that have no effect.</summary>
    public IReadOnlyList<Operation> Operations { get; } = operations;

    /// <summary>Why.</summary>
    public StoreErrorCode Code { get; } = code;

    /// <summary>Why, for people.</summary>
    public string Message { get; } = message;
}
