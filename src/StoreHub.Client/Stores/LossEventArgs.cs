namespace StoreHub.Client;

/// <summary>The hub lost what it had acknowledged, or knows nothing of what was sent.</summary>
public sealed class LossEventArgs(StoreErrorCode code, long firstSeq, long count, string message) : EventArgs
{
    /// <summary><see cref="StoreErrorCode.AcknowledgedLost"/> or <see cref="StoreErrorCode.Indeterminate"/>.</summary>
    public StoreErrorCode Code { get; } = code;

    /// <summary>The first seq concerned.</summary>
    public long FirstSeq { get; } = firstSeq;

    /// <summary>How many operations are concerned.</summary>
    public long Count { get; } = count;

    /// <summary>What happened, for people.</summary>
    public string Message { get; } = message;
}
