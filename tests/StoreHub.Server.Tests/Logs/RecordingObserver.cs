using StoreHub.Operations;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Tests.Logs;

/// <summary>Keeps what a log says, and lets a test wait for it.</summary>
internal sealed class RecordingObserver : IStoreLogObserver
{
    private readonly Lock _gate = new();
    private readonly List<(long Revision, TaskCompletionSource Reached)> _waits = [];
    private readonly TaskCompletionSource<OperationLogException> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _durable;

    public List<HistoryRecord> Records { get; } = [];

    public Task<OperationLogException> Failure => _failure.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public Task DurableAsync(long revision)
    {
        lock (_gate)
        {
            if (_durable >= revision) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((revision, reached));
            return reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    public void OnPublished(IReadOnlyList<HistoryRecord> records)
    {
        lock (_gate) Records.AddRange(records);
    }

    public void OnDurable(long revision)
    {
        lock (_gate)
        {
            _durable = revision;
            foreach ((_, TaskCompletionSource reached) in _waits.Where(wait => wait.Revision <= revision)) reached.TrySetResult();
        }
    }

    public void OnFailed(OperationLogException reason) => _failure.TrySetResult(reason);
}
