using StoreHub.Protocol.Messages;
using StoreHub.Server.FanOut;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Stores;

/// <summary>Transactions of one submission, to be sequenced.</summary>
internal sealed class SubmitWork(Subscription subscription, IReadOnlyList<Submission> submissions, int operations) : StoreWork
{
    private readonly TaskCompletionSource<SubmitResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Subscription Subscription { get; } = subscription;

    public IReadOnlyList<Submission> Submissions { get; } = submissions;

    /// <summary>How many operations they have.</summary>
    public int Operations { get; } = operations;

    public Task<SubmitResult> Result => _result.Task;

    public void Complete(SubmitResult result) => _result.TrySetResult(result);

    public override void Fail(StoreException reason) => _result.TrySetException(reason);
}
