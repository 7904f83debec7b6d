using StoreHub.Client;
using StoreHub.LoadTests.Replays;
using StoreHub.LoadTests.Wires;
using StoreHub.Operations;

namespace StoreHub.LoadTests.Load.StoreHubs;

/// <summary>A run against StoreHub: replicas that write and read, those who count, and witnesses of history, spread over the hubs.</summary>
internal sealed class StoreHubSession(IReadOnlyList<Uri> hubs, LoadOptions options, LoadMeter meter) : LoadSession(options)
{
    private const int ConnectsAtOnce = 16;
    private const int MostWitnesses = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _prefix = $"load/{Guid.NewGuid():N}/";
    private readonly StoreHubWire _wire = StoreHubWire.Of(options.Json);
    private readonly List<StoreHubParticipant> _participants = [];
    private readonly List<StoreHubWriter> _writers = [];
    private readonly Dictionary<HubStore, Uri> _hubOf = [];
    private readonly Dictionary<string, IReadOnlyList<HistoryWitness>> _witnesses = [];
    private readonly Dictionary<string, (HubStore Store, long Operations)> _prepared = [];
    private readonly List<IDisposable> _probes = [];

    public override IReadOnlyList<IWriter> Writers => _writers;

    public override long Deliveries =>
        Sinks.Operations + AllStores.Sum(static store => store.Revision) + _witnesses.Values.SelectMany(static witnesses => witnesses).Sum(static witness => witness.Read(static tally => tally.Revision)) - Written;

    public override (int AtHead, int All) Replicas
    {
        get
        {
            (int atHead, int all) = (0, 0);
            foreach (IGrouping<string, HubStore> replicas in AllStores.GroupBy(static store => store.Name))
            {
                long[] revisions = [.. replicas.Select(static store => store.Revision)];
                long head = revisions.Max();
                atHead += revisions.Count(revision => revision == head);
                all += revisions.Length;
            }

            return (atHead, all);
        }
    }

    private IEnumerable<HubStore> AllStores => _participants.SelectMany(static participant => participant.Stores);

    public override async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var connected = new StoreHubParticipant[Options.Clients];
        await Parallel.ForAsync(0, Options.Clients, new ParallelOptions { MaxDegreeOfParallelism = ConnectsAtOnce, CancellationToken = cancellationToken }, async (number, token) =>
            connected[number] = await StoreHubParticipant.ConnectAsync(
                number < Options.Writers ? $"writer {number}" : $"reader {number}", HubOf(number), Options, number < Options.Writers, NamesOf(number), token));
        _participants.AddRange(connected);
        for (int number = 0; number < connected.Length; number++)
        {
            foreach (HubStore store in connected[number].Stores) _hubOf[store] = HubOf(number);
        }

        await PrepareAsync(cancellationToken);
        for (int number = 0; number < Options.Clients; number++)
        {
            if (number < Options.Writers) _writers.Add(CreateWriter(number));
            else _probes.AddRange(_participants[number].Stores.Select(store => LatencyProbe.Watch(store, meter)));
        }

        foreach (string store in _prepared.Keys.Take(MostWitnesses))
            _witnesses[store] = await Task.WhenAll(hubs.Select(hub => HistoryWitness.ConnectAsync(hub, _wire, store, cursor: null, cancellationToken)));
    }

    public override Task ConnectSinksAsync(CancellationToken cancellationToken) =>
        // a connection that stays where the clients stop, so that few stores get all of either
        Sinks.ConnectAsync(number => HubOf(Options.Clients + number), _wire, Options.Sinks, Options.Slow, number => NamesOf(Options.Clients + number), cancellationToken);

    public override void CutOne(Random random) => _participants[random.Next(_participants.Count)].Cut();

    public override async Task<LoadVerdict> JudgeAsync(CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var verdict = new ConvergenceVerdict(problems);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            await Task.WhenAll(_writers.Select(writer => writer.FlushAsync(patience.Token)));
            foreach (IGrouping<string, HubStore> replicas in AllStores.GroupBy(static store => store.Name))
            {
                await verdict.AddAsync([.. replicas], [.. replicas.DistinctBy(store => _hubOf[store])], patience.Token);
                if (_witnesses.TryGetValue(replicas.Key, out IReadOnlyList<HistoryWitness>? witnesses)) await CompareAsync(verdict, witnesses, replicas.Key, patience.Token);
            }

            CheckLedgers(verdict);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            verdict.Fail($"after {Patience.TotalSeconds:0} s not everything was acknowledged and everywhere: {Pending} operations are pending, {Replicas.AtHead} of {Replicas.All} replicas are at the head");
        }
        catch (StoreException failed)
        {
            verdict.Fail(failed.Message);
        }

        problems.AddRange(_participants.SelectMany(static participant => participant.Problems).Take(20));
        problems.AddRange(Sinks.Problems);
        return verdict.Result();
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (IDisposable probe in _probes) probe.Dispose();
        foreach (HistoryWitness witness in _witnesses.Values.SelectMany(static witnesses => witnesses)) await witness.DisposeAsync();
        await Task.WhenAll(_participants.Select(static participant => participant.DisposeAsync().AsTask()));
        await base.DisposeAsync();
    }

    /// <summary>The hub that a connection goes to: in turn, but so that the connections of one store are at all hubs.</summary>
    private Uri HubOf(int connection) => hubs[((connection % Options.Stores) + (connection / Options.Stores)) % hubs.Count];

    private IEnumerable<string> NamesOf(int connection) => StoresOf(connection).Select(number => _prefix + number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>In each store that is written to, its first writer makes what all share; everybody waits for it.</summary>
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var writersOf = new Dictionary<string, List<int>>();
        for (int number = 0; number < Options.Writers; number++)
        {
            foreach (HubStore store in _participants[number].Stores)
            {
                if (!writersOf.TryGetValue(store.Name, out List<int>? writers))
                {
                    writersOf[store.Name] = writers = [];
                    _prepared[store.Name] = (store, 0);
                }

                writers.Add(number);
            }
        }

        foreach ((string name, List<int> writers) in writersOf)
        {
            HubStore store = _prepared[name].Store;
            _prepared[name] = (store, StoreWorkload.Prepare(store, Options.Mix, writers));
        }

        foreach ((HubStore store, _) in _prepared.Values) await store.WhenAcknowledgedAsync(cancellationToken);
        foreach (HubStore store in AllStores)
        {
            if (_prepared.TryGetValue(store.Name, out (HubStore Store, long Operations) prepared)) await store.WhenSettledAsync(prepared.Store.AcknowledgedRevision, cancellationToken);
        }
    }

    private StoreHubWriter CreateWriter(int number)
    {
        var random = new Random(HashCode.Combine(Options.Seed, number));
        return new StoreHubWriter([.. _participants[number].Stores.Select(store => new StoreWorkload(store, number, Options.Mix, random, Options.ValueBytes))], random, meter);
    }

    /// <summary>Compares what was written with the history that each hub tells.</summary>
    private async Task CompareAsync(ConvergenceVerdict verdict, IReadOnlyList<HistoryWitness> witnesses, string store, CancellationToken cancellationToken)
    {
        long head = (await AllStores.First(other => other.Name == store).GetHubStatusAsync(cancellationToken: cancellationToken)).Revision;
        (long lost, long duplicated) = (0, 0);
        for (int i = 0; i < witnesses.Count; i++)
        {
            await witnesses[i].WhenSeenAsync(head, cancellationToken);
            string place = hubs.Count > 1 ? $"{store} at {hubs[i]}" : store;
            if (witnesses[i].Read(static tally => tally.Problem) is { } problem) verdict.Fail($"{place}: {problem}");
            (long lostHere, long duplicatedHere) = Compare(verdict, witnesses[i], store, place);
            // one operation is lost once, however many hubs do not have it
            (lost, duplicated) = (Math.Max(lost, lostHere), Math.Max(duplicated, duplicatedHere));
        }

        verdict.Lost += lost;
        verdict.Duplicated += duplicated;
    }

    private (long Lost, long Duplicated) Compare(ConvergenceVerdict verdict, HistoryWitness witness, string store, string place)
    {
        (long lost, long duplicated) = (0, witness.Read(static tally => tally.Repeated));
        foreach (StoreWorkload workload in _writers.SelectMany(static writer => writer.Workloads).Where(workload => workload.Store.Name == store))
        {
            long written = workload.Written + (_prepared[store].Store == workload.Store ? _prepared[store].Operations : 0);
            long seen = witness.Read(tally => tally.Seen(SourceId.Parse(workload.Store.Source)));
            lost += Math.Max(0, written - seen);
            duplicated += Math.Max(0, seen - written);
            if (seen != written) verdict.Note($"{place}: {written} operations of {workload.Store.Source} were written and {seen} are in history.");
        }

        return (lost, duplicated);
    }

    /// <summary>What each writer knows must be there, at a replica of somebody else if there is one.</summary>
    private void CheckLedgers(ConvergenceVerdict verdict)
    {
        foreach (StoreWorkload workload in _writers.SelectMany(static writer => writer.Workloads))
        {
            HubStore reader = AllStores.FirstOrDefault(store => store.Name == workload.Store.Name && store != workload.Store) ?? workload.Store;
            workload.Check(reader.Snapshot(), out long lost, out long duplicated);
            verdict.Lost += lost;
            verdict.Duplicated += duplicated;
            if (lost + duplicated > 0) verdict.Note($"{workload.Store.Name}: of the writes of {workload.Store.Source}, {lost} are not in the state and {duplicated} are there twice.");
        }
    }
}
