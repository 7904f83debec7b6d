namespace StoreHub;

/// <summary>What a subscriber threw.</summary>
public sealed class SubscriberFailedEventArgs(Exception exception) : EventArgs
{
    /// <summary>The exception.</summary>
    public Exception Exception { get; } = exception;
}
