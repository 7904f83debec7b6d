using StoreHub.Server.Logs;

namespace StoreHub.Server.Files;

internal static class DiskWorkersExtensions
{
    /// <summary>Runs something that has a result. Storage that fails is an <see cref="OperationLogException"/>.</summary>
    public static Task<T> RunAsync<T>(this IDiskWorkers workers, Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        workers.Run(
            () => done.SetResult(work()),
            failure => done.SetException(failure is DamagedFileException or IOException or UnauthorizedAccessException ? new OperationLogException(failure.Message, failure) : failure));
        return done.Task;
    }
}
