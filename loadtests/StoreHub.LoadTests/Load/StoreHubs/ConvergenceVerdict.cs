using StoreHub.Client;
using StoreHub.Encodings;

namespace StoreHub.LoadTests.Load.StoreHubs;

/// <summary>Gathers the judgement over all stores of a run.</summary>
internal sealed class ConvergenceVerdict(List<string> problems)
{
    private const int MostAttempts = 50;

    private bool _converged = true;
    private string? _hash;

    public long Lost { get; set; }

    public long Duplicated { get; set; }

    /// <summary>Compares all replicas of one store with the hubs, once they have what those have.</summary>
    /// <param name="replicas">The replicas.</param>
    /// <param name="askers">One of them at each hub.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task AddAsync(IReadOnlyList<HubStore> replicas, IReadOnlyList<HubStore> askers, CancellationToken cancellationToken)
    {
        HubStoreStatus[] hubs;
        HubStoreStatus hub;
        (long Revision, StateHash Hash)[] states;
        int attempt = 0;
        do
        {
            // the floor may still rise: then somebody is ahead of what a hub said, and all are asked again
            hubs = [.. await Task.WhenAll(askers.Select(asker => asker.GetHubStatusAsync(hash: true, cancellationToken)))];
            hub = hubs.MaxBy(static status => status.StateRevision)!;
            foreach (HubStore replica in replicas) await replica.WhenSettledAsync(hub.StateRevision, cancellationToken);
            states = [.. replicas.Select(static replica => replica.GetSettledHash())];
        }
        while ((Array.Exists(states, state => state.Revision != hub.StateRevision) || Array.Exists(hubs, other => other.StateRevision != hub.StateRevision)) && ++attempt < MostAttempts);

        _hash ??= hub.StateHash?.ToString();
        foreach (HubStoreStatus other in hubs)
        {
            if ((other.Epoch, other.StateRevision, other.StateHash) != (hub.Epoch, hub.StateRevision, hub.StateHash))
                Fail($"of {replicas[0].Name} one hub has {hub.StateHash} at revision {hub.StateRevision} of epoch {hub.Epoch}, another {other.StateHash} at revision {other.StateRevision} of epoch {other.Epoch}.");
        }

        for (int i = 0; i < states.Length; i++)
        {
            if (states[i].Revision != hub.StateRevision) Fail($"{hub.Epoch}: replica {i} of {replicas[0].Name} is at revision {states[i].Revision}, the hub at {hub.StateRevision}.");
            else if (states[i].Hash != hub.StateHash) Fail($"replica {i} of {replicas[0].Name} has the hash {states[i].Hash} at revision {states[i].Revision}, the hub {hub.StateHash}.");
            if (replicas[i].Epoch != hub.Epoch) Fail($"replica {i} of {replicas[0].Name} is in epoch {replicas[i].Epoch}, the hub in {hub.Epoch}.");
        }
    }

    /// <summary>It did not converge.</summary>
    public void Fail(string problem)
    {
        _converged = false;
        Note(problem);
    }

    public void Note(string problem)
    {
        if (problems.Count < 50) problems.Add(problem);
    }

    public LoadVerdict Result() => new(_converged, Lost, Duplicated, _hash, problems);
}
