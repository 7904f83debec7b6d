namespace StoreHub.Server.Stores;

/// <summary>A call with a result.</summary>
internal sealed class CallWork<T>(Func<ValueTask<T>> call) : CallWork
{
    private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Result => _result.Task;

    public override async ValueTask RunAsync()
    {
        try
        {
            _result.TrySetResult(await call().ConfigureAwait(false));
        }
        catch (StoreException refused)
        {
            _result.TrySetException(refused);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            _result.TrySetException(new StoreException(StoreErrorCode.StoreFailed, "The store failed at the hub and recovers; open it again.", innerException: failure));
            throw;
        }
    }

    public override void Fail(StoreException reason) => _result.TrySetException(reason);
}
