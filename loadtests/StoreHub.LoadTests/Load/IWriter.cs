namespace StoreHub.LoadTests.Load;

/// <summary>One who writes. Used by one loop.</summary>
internal interface IWriter
{
    /// <summary>How many operations it has written.</summary>
    long Written { get; }

    /// <summary>How many of them are not acknowledged.</summary>
    long Pending { get; }

    /// <summary>Writes one operation.</summary>
    ValueTask WriteAsync();

    /// <summary>Completes when it may write so many more without having more pending than the window allows.</summary>
    Task WhenRoomAsync(int operations, CancellationToken cancellationToken);

    /// <summary>Completes when all that was written is acknowledged.</summary>
    Task FlushAsync(CancellationToken cancellationToken);
}
