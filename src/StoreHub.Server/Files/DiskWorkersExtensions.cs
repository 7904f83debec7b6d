using StoreHub.Server.Logs;

namespace StoreHub.Server.Files;

internal static class DiskWorkersExtensions
{
    /// <summary>Runs something that has a result. Storage that fails is an <see cref="OperationLogException"/>.</summary>
    public static Task<T> RunAsync<T>(this IDiskWorkers workers, Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        workers.Run(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception failure) when (failure is DamagedFileException or IOException or UnauthorizedAccessException)
            {
                done.SetException(new OperationLogException(failure.Message, failure));
            }
#pragma warning disable CA1031 // whoever waits is told of anything
            catch (Exception failure)
#pragma warning restore CA1031
            {
                done.SetException(failure);
            }
        });
        return done.Task;
    }
}
