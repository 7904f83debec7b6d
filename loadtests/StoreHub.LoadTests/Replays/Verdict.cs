using StoreHub.Client;
using StoreHub.Encodings;

namespace StoreHub.LoadTests.Replays;

/// <summary>Whether everybody has the same, and the right, state.</summary>
internal sealed record Verdict(bool Converged, bool Expected, string StateHash, long Revision, IReadOnlyList<string> Problems)
{
    private const int MostAttempts = 20;

    /// <summary>Waits until everybody has all that the hub has now.</summary>
    /// <returns>What the hub has.</returns>
    public static async Task<HubStoreStatus> SettleAsync(List<Participant> participants, CancellationToken cancellationToken, bool hash = false)
    {
        HubStoreStatus hub = await participants[0].Store.GetHubStatusAsync(hash, cancellationToken);
        foreach (Participant participant in participants)
            await participant.WaitAsync(participant.Store.WhenSettledAsync(hub.Revision, cancellationToken), () => $"revision {hub.Revision}", cancellationToken);
        return hub;
    }

    public static async Task<Verdict> OfAsync(List<Participant> participants, string endContent, CancellationToken cancellationToken)
    {
        HubStoreStatus hub;
        (string Name, long Revision, StateHash Hash)[] replicas;
        int attempt = 0;
        do
        {
            // the floor may still rise: then somebody is already ahead of what the hub said, and is asked again
            hub = await SettleAsync(participants, cancellationToken, hash: true);
            replicas = [.. participants.Select(static participant =>
            {
                (long revision, StateHash hash) = participant.Store.GetSettledHash();
                return (participant.Name, revision, hash);
            })];
        }
        while (Array.Exists(replicas, replica => replica.Revision != hub.StateRevision) && ++attempt < MostAttempts);

        var problems = new List<string>();
        foreach ((string name, long revision, StateHash hash) in replicas)
        {
            if (revision != hub.StateRevision) problems.Add($"{name} is at revision {revision}, the hub at {hub.StateRevision}.");
            else if (hash != hub.StateHash) problems.Add($"{name} has the hash {hash} at revision {revision}, the hub {hub.StateHash}.");
        }

        foreach (Participant other in participants.Where(participant => participant.Store.Epoch != hub.Epoch))
            problems.Add($"{other.Name} is in epoch {other.Store.Epoch}, the hub in {hub.Epoch}.");
        bool converged = problems.Count == 0;
        bool expected = true;
        foreach (Participant participant in participants)
        {
            if (FirstDifference(new TextEditor(participant.Store).Read(), endContent) is not { } difference) continue;
            expected = false;
            problems.Add($"{participant.Name} has another text than the trace ends with: {difference}");
        }

        return new Verdict(converged, expected, hub.StateHash?.ToString() ?? "", hub.StateRevision, problems);
    }

    private static string? FirstDifference(string text, string expected)
    {
        if (text == expected) return null;
        int at = text.AsSpan().CommonPrefixLength(expected);
        return $"{text.Length} characters instead of {expected.Length}, the first difference at {at}.";
    }
}
