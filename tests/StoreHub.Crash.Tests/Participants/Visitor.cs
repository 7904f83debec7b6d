using StoreHub.Client;
using StoreHub.Tests.Participants;

namespace StoreHub.Crash.Tests.Participants;

/// <summary>Opens a store, writes, and closes it, again and again, with rests in which the hub lets go of it. Each visit has a source of its own.</summary>
internal sealed class Visitor(Uri url, WireProtocol wire, string name, string store, Random random, Reached acknowledgements) : Participant(url, wire, StoreRole.Remote, name)
{
    private const int MostInVisit = 16;
    private const int ShortestRest = 100;
    private const int LongestRest = 400;

    private readonly Reached _reopenings = new();
    private string? _epoch;

    public Ledger Ledger { get; } = new(store, name);

    /// <summary>Completes when it has found the store in another epoch for so many more times.</summary>
    public Task WhenReopenedAsync(int more) => _reopenings.WhenMoreAsync(more);

    /// <summary>Completes when it was told to stop, and all is acknowledged.</summary>
    public async Task VisitAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            HubStore visited = await OpenAsync(store);
            await using (visited)
            {
                await visited.WhenLiveAsync(CancellationToken.None);
                if (visited.Epoch != _epoch) _reopenings.Add();
                _epoch = visited.Epoch;
                for (int more = random.Next(MostInVisit); more >= 0; more--) Ledger.Write(visited, random);
                Written written = Ledger.Now();
                await visited.WhenAcknowledgedAsync(CancellationToken.None);
                Ledger.Acknowledged(written);
                acknowledgements.Add();
            }

            await Task.Delay(random.Next(ShortestRest, LongestRest), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
