using System.Diagnostics;
using System.Globalization;
using StoreHub.Chaos.Tests.Cluster;
using StoreHub.Chaos.Tests.Faults;
using StoreHub.Tests.Participants;

namespace StoreHub.Chaos.Tests.Rounds;

/// <summary>A cluster, its clients, and one fault after another while they write.</summary>
internal sealed class ChaosRound(HubCluster cluster, Random random) : IAsyncDisposable
{
    private const int LeastAcknowledgements = 5;
    private const int MostAcknowledgements = 30;
    private const int MostNamed = 20;
    private const int MostOutput = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Company _company = new(cluster, random);
    private readonly Figures _figures = new();
    private IReadOnlyDictionary<(string Writer, string Store), IReadOnlyList<string>> _missing = new Dictionary<(string, string), IReadOnlyList<string>>();

    /// <summary>Lets faults strike a cluster of its own.</summary>
    /// <param name="name">What the round is called.</param>
    /// <param name="seed">Makes all choices.</param>
    /// <param name="appendFsync">What Redis is set to.</param>
    /// <param name="hasReplica">Whether Redis has a replica.</param>
    /// <param name="faults">The faults in their order.</param>
    /// <exception cref="BrokenPromiseException">A promise was broken.</exception>
    public static async Task RunAsync(string name, int seed, string appendFsync, bool hasReplica, IReadOnlyList<Fault> faults)
    {
        long began = Stopwatch.GetTimestamp();
        var random = new Random(seed);
        HubCluster cluster = await HubCluster.StartAsync(appendFsync, hasReplica, random);
        await using (cluster)
        {
            var round = new ChaosRound(cluster, random);
            await using (round)
            {
                try
                {
                    await round.PlayAsync(faults);
                }
                catch (Exception failure)
                {
                    string output = string.Join('\n', cluster.Hubs.Select(static hub => $"Hub {hub.Number} said at last:\n{hub.Output[^Math.Min(hub.Output.Length, MostOutput)..]}"));
                    throw new BrokenPromiseException($"{name}, seed {ChaosSettings.Seed}, faults {string.Join(", ", faults)}: {failure.Message}\nBefore that:\n{round._figures}{output}", failure);
                }

                TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}, seed {ChaosSettings.Seed}: {faults.Count} faults at {cluster.Hubs.Count} hubs, {round._company.Ledgers.Sum(static ledger => ledger.Now().Operations)} operations in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s, {cluster.Balancer.Served.Values.Sum()} connections\n{round._figures}"));
            }
        }
    }

    public ValueTask DisposeAsync() => _company.DisposeAsync();

    private async Task PlayAsync(IReadOnlyList<Fault> faults)
    {
        await _company.JoinAsync();
        _missing = _company.FindMissing("the beginning");
        foreach (Fault fault in faults)
        {
            try
            {
                await StrikeAsync(fault);
            }
            catch (Exception failure)
            {
                throw new BrokenPromiseException($"{fault}: {failure.Message}", failure);
            }
        }
    }

    private async Task StrikeAsync(Fault fault)
    {
        using var stop = new CancellationTokenSource();
        Task writing = _company.WriteAsync(stop.Token);
        Task enough = _company.Acknowledgements.WhenMoreAsync(random.Next(LeastAcknowledgements, MostAcknowledgements));
        await await Task.WhenAny(enough, writing).WaitAsync(Patience);
        if (fault.IsInQuiet)
        {
            await stop.CancelAsync();
            await ConvergeAsync(writing);
        }

        await fault.StrikeAsync(cluster, random);
        long over = Stopwatch.GetTimestamp();
        await stop.CancelAsync();
        await ConvergeAsync(writing);
        TimeSpan took = Stopwatch.GetElapsedTime(over);
        (long lost, long told) = Judge(fault);
        _figures.Add(fault.Name, took, lost, told);
        Figures.Total.Add(fault.Name, took, lost, told);
        if (took > ChaosSettings.Limit) throw new BrokenPromiseException($"{took.TotalSeconds:0.0} s passed until all had the same state; it may take {ChaosSettings.Limit.TotalSeconds:0} s");
    }

    /// <summary>Waits until all that was written is acknowledged, and all have the same.</summary>
    private async Task ConvergeAsync(Task writing)
    {
        long began = Stopwatch.GetTimestamp();
        // nothing tells that two hubs have the same: it is asked for
        while (await _company.FindDifferenceAsync() is { } difference)
        {
            foreach (HubNode hub in cluster.Hubs) hub.RequireRunning();
            if (_company.Problems.FirstOrDefault() is { } problem) throw new BrokenPromiseException(problem);
            if (Stopwatch.GetElapsedTime(began) > Patience) throw new BrokenPromiseException($"after {Patience.TotalSeconds:0} s there is not one state everywhere: {difference}");
            await Task.Delay(20);
        }

        await writing.WaitAsync(Patience);
    }

    /// <summary>Holds what is missing against what was told.</summary>
    /// <returns>How many operations are lost at least, and how many authors were told of.</returns>
    private (long Lost, long Told) Judge(Fault fault)
    {
        if (_company.Problems.FirstOrDefault() is { } problem) throw new BrokenPromiseException(problem);
        IReadOnlyList<Loss> losses = _company.TakeLosses();
        IReadOnlyDictionary<(string Writer, string Store), IReadOnlyList<string>> missing = _company.FindMissing(fault.Name);
        long lost = 0;
        foreach (((string writer, string store) key, IReadOnlyList<string> now) in missing)
        {
            int more = now.Count - _missing[key].Count;
            string what = string.Join(", ", now.Except(_missing[key]).Take(MostNamed));
            long told = losses.Where(loss => (loss.Participant, loss.Store) == key).Sum(static loss => loss.Count);
            if (more > told) throw new BrokenPromiseException($"{key}: {more} operations are lost, and {told} were told of: {what}");
            if (more > 0 && fault.Promise is Promise.NothingLost or Promise.PutBack) throw new BrokenPromiseException($"{key}: {more} operations are lost: {what}");
            if (fault.Promise == Promise.AllLost && told == 0) throw new BrokenPromiseException($"{key}: all is lost, and nobody was told");
            lost += Math.Max(0, more);
        }

        if (fault.Promise == Promise.NothingLost && losses.Count > 0) throw new BrokenPromiseException($"nothing is lost, and a client is told that it is: {losses[0]}");
        _missing = missing;
        return (lost, losses.Sum(static loss => loss.Count));
    }
}
