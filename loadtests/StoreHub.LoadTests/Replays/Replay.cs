using System.Diagnostics;
using StoreHub.Client;
using StoreHub.LoadTests.Hubs;
using StoreHub.LoadTests.Traces;
using Trace = StoreHub.LoadTests.Traces.Trace;

namespace StoreHub.LoadTests.Replays;

/// <summary>A replay from the first connection to the verdict.</summary>
internal static class Replay
{
    private const int SequentialReaders = 3;

    /// <exception cref="TraceException">The trace says what cannot be.</exception>
    /// <exception cref="ReplayException">The replay cannot go on.</exception>
    public static async Task<ReplayResult> RunAsync(
        Trace trace, TraceSchedule? schedule, Uri url, HubProcess? hub, ReplayOptions options, IProgress<long> progress, CancellationToken cancellationToken)
    {
        int readers = options.ExtraReaders + (trace.IsConcurrent ? 0 : SequentialReaders);
        var participants = new List<Participant>();
        try
        {
            for (int i = 0; i < trace.AuthorCount + readers; i++)
            {
                bool writes = i < trace.AuthorCount;
                participants.Add(await Participant.OpenAsync(
                    writes ? $"author {i}" : $"reader {i - trace.AuthorCount}", url, options, writes ? StoreRole.Remote : StoreRole.Reader, cancellationToken));
            }

            long start = await PrepareAsync(participants, trace, options, cancellationToken);
            TimeSpan clientBefore = Environment.CpuUsage.TotalTime, hubBefore = hub?.ProcessorTime ?? default;
            long began = Stopwatch.GetTimestamp();
            int operations = schedule is null
                ? await new SequentialReplay(trace, participants[0]).RunAsync(progress, cancellationToken)
                : await new ConcurrentReplay(trace, schedule, participants[..trace.AuthorCount], start).RunAsync(progress, cancellationToken);
            await Verdict.SettleAsync(participants, cancellationToken);
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            double clientCpu = (Environment.CpuUsage.TotalTime - clientBefore).TotalSeconds;
            double? hubCpu = hub is null ? null : (hub.ProcessorTime - hubBefore).TotalSeconds;
            Verdict verdict = await Verdict.OfAsync(participants, trace.EndContent, cancellationToken);
            return new ReplayResult
            {
                Trace = trace.Name,
                Converged = verdict.Converged,
                Expected = verdict.Expected,
                Operations = operations,
                Transactions = trace.Transactions.Count,
                Concurrent = schedule?.ConcurrentCount ?? 0,
                Seconds = Math.Round(seconds, 3),
                StateHash = verdict.StateHash,
                Revision = verdict.Revision,
                Clients = participants.Count,
                Protocol = options.Protocol == WireProtocol.Json ? "json" : "messagepack",
                ClientCpuSeconds = Math.Round(clientCpu, 2),
                HubCpuSeconds = hubCpu is { } cpu ? Math.Round(cpu, 2) : null,
                Problems = verdict.Problems,
            };
        }
        finally
        {
            await Task.WhenAll(participants.Select(static participant => participant.DisposeAsync().AsTask()));
        }
    }

    /// <summary>Makes the document and lets everybody receive it.</summary>
    /// <returns>The revision at which the session begins.</returns>
    private static async Task<long> PrepareAsync(List<Participant> participants, Trace trace, ReplayOptions options, CancellationToken cancellationToken)
    {
        Participant author = participants[0];
        if ((await author.Store.GetHubStatusAsync(cancellationToken: cancellationToken)).Revision != 0)
            throw new ReplayException($"The store {options.Store} is not empty; a replay needs a new one.");
        author.Store[TextEditor.Key].Value = StoreValue.From(Array.Empty<object>());
        new TextEditor(author.Store).Write(new TraceTransaction(0, [], [new TracePatch(0, 0, Characters.Of(trace.StartContent))]), -1);
        await author.WaitAsync(author.Store.WhenAcknowledgedAsync(cancellationToken), static () => "acknowledgements", cancellationToken);
        long start = author.Store.AcknowledgedRevision;
        foreach (Participant participant in participants)
            await participant.WaitAsync(participant.Store.WhenSettledAsync(start, cancellationToken), static () => "the empty document", cancellationToken);
        return start;
    }
}
