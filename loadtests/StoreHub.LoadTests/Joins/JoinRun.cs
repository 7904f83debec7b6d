using System.Diagnostics;
using StoreHub.Client;
using StoreHub.LoadTests.Hubs;
using StoreHub.LoadTests.Load;
using StoreHub.LoadTests.Load.StoreHubs;
using StoreHub.LoadTests.Results;
using StoreHub.LoadTests.Wires;
using StoreHub.Protocol.Messages;

namespace StoreHub.LoadTests.Joins;

/// <summary>Writes a long history, and measures what it costs to join after it and to come back to it.</summary>
internal sealed class JoinRun(JoinOptions options, Uri url, HubStats? stats, IProgress<long> progress)
{
    private readonly string _store = $"join/{Guid.NewGuid():N}";

    /// <exception cref="LoadException">It cannot go on.</exception>
    public async Task<JoinResult> RunAsync(CancellationToken cancellationToken)
    {
        await using StoreHubClient writer = CreateClient();
        HubStore store = await OpenAsync(writer, _store, cancellationToken);
        long began = Stopwatch.GetTimestamp();
        int operations = await new HistoryWriter(options.Keys, options.Operations, options.Seed, progress).WriteAsync(store, cancellationToken);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;

        HubStoreStatus head = await store.GetHubStatusAsync(hash: true, cancellationToken);
        StoreHubWire wire = StoreHubWire.Of(options.Json);
        long joinBytes = await CountAsync(wire, head, cursor: null, cancellationToken);
        int missed = (int)Math.Min(options.Missed, head.Revision);
        long reconnectBytes = await CountAsync(wire, head, new Cursor(head.Epoch, head.Revision - missed), cancellationToken);
        var join = new LatencyHistogram();
        var connect = new LatencyHistogram();
        bool converged = true;
        for (int i = 0; i < options.Joins; i++)
        {
            converged &= await JoinAsync(store, connect, isConnected: false, cancellationToken);
            converged &= await JoinAsync(store, join, isConnected: true, cancellationToken);
        }

        return new JoinResult
        {
            Protocol = options.Json ? "json" : "messagepack",
            Arguments = options.Arguments,
            Keys = options.Keys,
            Operations = operations,
            WrittenPerSecond = Math.Round(operations / seconds),
            JoinBytes = joinBytes,
            JoinMs = join.Summarize(),
            ConnectAndJoinMs = connect.Summarize(),
            Missed = missed,
            ReconnectBytes = reconnectBytes,
            HubHeapBytes = stats is null ? null : (await stats.ReadAsync(collect: true, cancellationToken)).HeapBytes,
            Converged = converged,
            StateHash = head.StateHash!.Value.ToString(),
        };
    }

    private StoreHubClient CreateClient() => new(new StoreHubClientOptions { Url = url, Protocol = options.Json ? WireProtocol.Json : WireProtocol.MessagePack });

    private static async Task<HubStore> OpenAsync(StoreHubClient client, string name, CancellationToken cancellationToken)
    {
        HubStore store = await client.OpenAsync(name, cancellationToken);
        return store.Status.State == ClientState.Live ? store : throw new LoadException($"{name} cannot be opened: {store.Status.Message}");
    }

    private async Task<long> CountAsync(StoreHubWire wire, HubStoreStatus head, Cursor? cursor, CancellationToken cancellationToken)
    {
        await using HistoryWitness witness = await HistoryWitness.ConnectAsync(url, wire, _store, cursor, cancellationToken);
        await witness.WhenSeenAsync(head.Revision, cancellationToken);
        return witness.Read(static tally => tally.Problem) is { } problem ? throw new LoadException($"Joining failed: {problem}") : witness.Bytes;
    }

    /// <returns>Whether it has what the writer has.</returns>
    private async Task<bool> JoinAsync(HubStore written, LatencyHistogram latencies, bool isConnected, CancellationToken cancellationToken)
    {
        await using StoreHubClient client = CreateClient();
        if (isConnected) await OpenAsync(client, _store + "/other", cancellationToken);
        long began = Stopwatch.GetTimestamp();
        HubStore joined = await OpenAsync(client, _store, cancellationToken);
        latencies.Record((long)Stopwatch.GetElapsedTime(began).TotalMicroseconds);
        return joined.GetSettledHash() == written.GetSettledHash();
    }
}
