using StoreHub.Core.Tests.Generators;
using StoreHub.Operations;
using StoreHub.Server.Logs;
using StoreHub.Server.Tests.Simulation.Disks;

namespace StoreHub.Server.Tests.Redis.Model;

/// <summary>
/// Three hubs at a model of Redis, and writers that move between them, through all that befalls a Redis. The seed decides what happens and in which
/// order. Names are random, and what a hub does after it has cancelled something goes on in another thread, for which the simulation waits.
/// </summary>
internal sealed class RedisSimulation : IAsyncDisposable
{
    private const int Hubs = 3, Steps = 120, MostTicks = 1200;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly long _seed;
    private readonly Dice _dice;
    private readonly VirtualTime _time = new();
    private readonly SimulatedNode[] _nodes;
    private readonly SimulatedSource[] _sources = [new("a"), new("b"), new("c")];
    private readonly Dictionary<SourceId, long> _newest = [];
    private int _step;

    /// <param name="seed">The seed.</param>
    /// <param name="edit">Changes a script's text: a rule that is taken away.</param>
    public RedisSimulation(long seed, Func<string, string>? edit = null)
    {
        _seed = seed;
        _dice = new Dice(seed);
        Model = new RedisModel(_time.GetUtcNow, edit);
        var witness = new RevisionWitness();
        _nodes = [.. Enumerable.Range(0, Hubs).Select(_ => new SimulatedNode(new RedisNode("model", _ => Model.ConnectAsync(), _time, offlineGrace: TimeSpan.FromSeconds(1)), witness))];
    }

    public RedisModel Model { get; }

    /// <summary>Runs it.</summary>
    /// <exception cref="StepFailure">A promise was broken.</exception>
    public void Run()
    {
        try
        {
            for (_step = 1; _step <= Steps; _step++) Step();
            Finish();
        }
        catch (Exception failure) when (failure is not StepFailure)
        {
            throw new StepFailure(_seed, _step, failure.Message, failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SimulatedNode node in _nodes) await node.Node.DisposeAsync();
        Model.Dispose();
    }

    private void Step()
    {
        switch (_dice.Next(100))
        {
            case < 45: Append(_dice.Next(Hubs)); break;
            case < 55: Claim(_dice.Pick(_sources), _dice.Next(Hubs)); break;
            case < 75: Hear(); break;
            case < 80: Wait(Look(_dice.Pick(_nodes))); break;
            case < 83: Floor(_dice.Pick(_nodes)); break;
            case < 85: Release(_dice.Pick(_sources)); break;
            case < 90: Model.LosesReply = (1 + _dice.Next(4), _dice.Chance(0.7)); break;
            case < 92: Model.ForgetScripts(); break;
            case < 96: Model.Restart(_dice.Next(6)); break;
            case < 97: LoseAll(["FLUSHALL"]); break;
            case < 98: LoseAll(["XTRIM", "storehub:{store}:log", "MAXLEN", "0"]); break;
            default: _time.Advance(TimeSpan.FromMilliseconds(_dice.Next(1000))); break;
        }
    }

    private void Append(int hub)
    {
        SimulatedNode node = _nodes[hub];
        SimulatedSource[] here = [.. _sources.Where(source => source.Hub == hub && _dice.Chance(0.8))];
        if (here.Length == 0 || !Wait(OpenAsync(node))) return;
        Submission[] submissions = [.. here.Select(source => new Submission(source.PendingOr(1 + _dice.Next(3)), source.Session))];
        IReadOnlyList<AppendOutcome> outcomes = [];
        if (!Wait(Append())) return;
        for (int i = 0; i < here.Length; i++) Learn(here[i], outcomes[i]);

        async Task Append() => outcomes = await node.Log!.AppendAsync(submissions);
    }

    private void Learn(SimulatedSource source, AppendOutcome outcome)
    {
        bool isNewest = _newest.GetValueOrDefault(source.Id) == source.Session;
        if (outcome.IsTaken)
        {
            if (!isNewest) throw new InvalidOperationException($"A session of {source.Id} that was over wrote.");
            source.Take();
        }
        else if (outcome.Kind == AppendKind.Superseded)
        {
            source.Hub = -1;
        }
        else if (outcome.Kind == AppendKind.Conflict || outcome.ExpectedSeq > source.NextSeq)
        {
            throw new InvalidOperationException($"{source.Id}:{source.NextSeq} was answered with {outcome}.");
        }
    }

    private void Claim(SimulatedSource source, int hub)
    {
        SimulatedNode node = _nodes[hub];
        SourceClaim claim = default;
        // from here on earlier sessions may be over
        if (!Wait(OpenAsync(node)) || !Wait(Claim())) source.Hub = -1;
        else if (!claim.Granted) throw new InvalidOperationException($"{source.Id} is another's.");
        else (source.Hub, source.Session, _newest[source.Id]) = (hub, claim.Session, claim.Session);

        async Task Claim()
        {
            _newest[source.Id] = -1;
            claim = await node.Log!.ClaimAsync(source.Id, source.Owner);
        }
    }

    private void Release(SimulatedSource source)
    {
        if (source.Hub < 0) return;
        int hub = source.Hub;
        source.Hub = -1;
        Wait(_nodes[hub].Log is { } log && _nodes[hub].Failure is null ? log.ReleaseAsync(source.Id, source.Session).AsTask() : Task.CompletedTask);
    }

    private void Floor(SimulatedNode node)
    {
        if (Wait(OpenAsync(node))) Wait(node.Log!.AppendFloorAsync(Math.Max(0, node.Log.LastRevision - _dice.Next(4))).AsTask());
    }

    private void Hear()
    {
        ModelConnection[] waiting = [.. Model.Connections.Where(connection => connection.Waiting > 0)];
        if (waiting.Length == 0) return;
        ModelConnection connection = _dice.Pick(waiting);
        connection.Take(_dice.Next(connection.Waiting), isLost: _dice.Chance(0.3));
    }

    /// <summary>Something is gone. Every hub has time to put back what it remembers, as the guarantee asks for.</summary>
    private void LoseAll(string[] words)
    {
        Model.LosesReply = default;
        Heal();
        Model.Execute(words);
        Heal();
    }

    private void Finish()
    {
        Model.LosesReply = default;
        Heal();
        string[] histories = [.. _nodes.Select(node => string.Join('\n', node.Records.Select(RevisionWitness.Text)))];
        if (histories.Distinct().Count() != 1) throw new InvalidOperationException($"Hubs differ in the end:\n{string.Join("\n--\n", histories)}");
        foreach (SimulatedSource source in _sources)
        {
            long expected = 0;
            var there = new Dictionary<long, int>();
            foreach (HistoryRecord record in _nodes[0].Records.Where(record => record.HasAuthor && record.Source == source.Id))
            {
                if (record.FirstSeq != expected) throw new InvalidOperationException($"{source.Id}:{record.FirstSeq} stands where {expected} should.");
                expected += record.Count;
                there[record.FirstSeq] = record.Count;
            }

            foreach ((long seq, int count) in source.Taken)
            {
                if (there.GetValueOrDefault(seq) != count) throw new InvalidOperationException($"{source.Id}:{seq} was acknowledged, and is lost.");
            }
        }

        Model.ReadAll();
    }

    private void Heal()
    {
        for (int round = 0; round < 4; round++)
        {
            foreach (SimulatedNode node in _dice.Shuffle(_nodes)) Wait(Look(node));
        }

        if (_nodes.Any(node => node.Log is null || node.Failure is not null)) throw new InvalidOperationException("A hub cannot open the store.");
    }

    private static async Task Look(SimulatedNode node)
    {
        await OpenAsync(node);
        await node.Log!.CatchUpAsync();
    }

    private static Task OpenAsync(SimulatedNode node) => node.OpenAsync();

    /// <summary>Lets time pass until something is done.</summary>
    /// <returns>Whether it could be: else the log has ended, or it is not known.</returns>
    private bool Wait(Task task)
    {
        // what goes on in another thread gets a moment before time passes
#pragma warning disable VSTHRD002 // the simulation has its own thread
        for (int tick = 0; Task.WaitAny([task], 2) < 0; tick++)
        {
            if (tick > MostTicks) throw new InvalidOperationException("A call does not end.");
            _time.Advance(Tick);
        }

#pragma warning restore VSTHRD002
        if (task.IsCompletedSuccessfully) return true;
        return task.Exception?.InnerException is OperationLogException or LogUnavailableException ? false : throw new InvalidOperationException(task.Exception!.InnerException!.Message, task.Exception.InnerException);
    }
}
