using StoreHub.Core.Tests.Generators;
using StoreHub.Core.Tests.Reference;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Replicas;

/// <summary>Takes replicas through a random history and compares each with the model after each of its steps.</summary>
internal sealed class HistoryRun
{
    private readonly long _seed;
    private readonly RandomHistory _history;
    private readonly Func<SourceId, IReplicaUnderTest> _create;
    private readonly IReplicaUnderTest[] _replicas;
    private readonly Dictionary<long, object> _snapshots = [];
    private IReplicaUnderTest _hub;
    private int _step;

    private HistoryRun(long seed, Func<SourceId, IReplicaUnderTest> create)
    {
        _seed = seed;
        _history = new RandomHistory(seed);
        _create = create;
        _replicas = [.. _history.Authors.Select(author => create(author.Source))];
        _hub = create(default);
        _snapshots[0] = _hub.TakeSnapshot();
    }

    /// <param name="seed">The seed of the history.</param>
    /// <param name="create">Makes the replica of a source; of none for the hub's own.</param>
    public static void Check(long seed, Func<SourceId, IReplicaUnderTest> create) => new HistoryRun(seed, create).Run();

    private void Run()
    {
        foreach (HistoryStep step in _history.Steps())
        {
            _step++;
            try
            {
                Take(step);
            }
            catch (Exception thrown) when (thrown is not StepFailure)
            {
                throw new StepFailure(_seed, _step, $"{thrown.GetType().Name}: {thrown.Message}\nat {step}", thrown);
            }

            if (step.Author >= 0 && step.Kind != StepKind.Sequence) Compare(_replicas[step.Author], _history.Authors[step.Author], step);
            else CompareSettled(_hub, _history.Hub.History, step);
        }

        ReferenceHistory whole = ReferenceReplica.Settled(_history.Hub.Records.Reverse());
        for (int i = 0; i < _replicas.Length; i++)
        {
            if (_history.Authors[i].Outbox.Count > 0) Fail($"author {i} has something in its outbox at the end");
            CompareSettled(_replicas[i], whole, null);
            Same(whole.State.Structure(), _replicas[i].Structure(), $"the view of author {i} at the end", null);
        }
    }

    private void Take(HistoryStep step)
    {
        switch (step.Kind)
        {
            case StepKind.Write: _replicas[step.Author].Write(step.Transaction!); break;
            case StepKind.Withdraw: _replicas[step.Author].Withdraw(step.Number); break;
            case StepKind.Sequence: _hub.Deliver(step.Records); break;
            case StepKind.Deliver: _replicas[step.Author].Deliver(step.Records); break;
            case StepKind.Acknowledge: _replicas[step.Author].Acknowledge(step.Number); break;
            case StepKind.TakeSnapshot: _snapshots[step.Number] = _hub.TakeSnapshot(); break;
            case StepKind.LoadSnapshot: _replicas[step.Author].LoadSnapshot(_snapshots[step.Number], _history.Authors[step.Author].Outbox); break;
            case StepKind.Crash:
                long newest = _snapshots.Keys.Where(revision => revision <= step.Number).Max();
                _hub = _create(default);
                _hub.LoadSnapshot(_snapshots[newest], []);
                _hub.Deliver([.. step.Records.Where(record => record.FirstRevision > newest)]);
                break;
        }
    }

    private void Compare(IReplicaUnderTest replica, ModelAuthor author, HistoryStep step)
    {
        ReferenceState view = author.View;
        Same(view.Structure(), replica.Structure(), $"the view of {author.Source}", step);
        if (!view.Visible().Equals(replica.Visible())) Fail($"{author.Source} shows another value than its structure says, at {step}");
        // a look below the overlay makes a replica take it off: most histories look seldom, so that it stays on for long
        if (_seed % 4 == 0 || _step % 16 == 0) CompareSettled(replica, author.Settled, step);
        else Same(author.Settled.Table(), replica.Table(), "the table", step);
    }

    private void CompareSettled(IReplicaUnderTest replica, ReferenceHistory settled, HistoryStep? step)
    {
        Same(settled.State.Structure(), replica.SettledStructure(), "the settled part", step);
        Same(settled.Table(), replica.Table(), "the table", step);
    }

    private void Same(string expected, string actual, string what, HistoryStep? step)
    {
        if (expected != actual) Fail($"{what} is wrong\nexpected {expected}\nactual   {actual}\nat {step}");
    }

    private void Fail(string what) => throw new StepFailure(_seed, _step, what);
}
