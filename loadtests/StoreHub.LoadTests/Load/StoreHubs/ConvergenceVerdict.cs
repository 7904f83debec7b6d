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

    /// <summary>Compares all replicas of one store with the hub, once they have what it has.</summary>
    public async Task AddAsync(IReadOnlyList<HubStore> replicas, CancellationToken cancellationToken)
    {
        HubStoreStatus hub;
        (long Revision, StateHash Hash)[] states;
        int attempt = 0;
        do
        {
            // the floor may still rise: then somebody is ahead of what the hub said, and is asked again
            hub = await replicas[0].GetHubStatusAsync(hash: true, cancellationToken);
            foreach (HubStore replica in replicas) await replica.WhenSettledAsync(hub.StateRevision, cancellationToken);
            states = [.. replicas.Select(static replica => replica.GetSettledHash())];
        }
        while (Array.Exists(states, state => state.Revision != hub.StateRevision) && ++attempt < MostAttempts);

        _hash ??= hub.StateHash?.ToString();
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
