using StoreHub.LoadTests.Traces;

namespace StoreHub.LoadTests.Replays;

/// <summary>
/// Replays a session of several authors: the hub gets the transactions in the file's order, and each is written when its author's
/// replica holds exactly what the transaction's parents say. What came later is held back at the author.
/// </summary>
internal sealed class ConcurrentReplay(Trace trace, TraceSchedule schedule, IReadOnlyList<Participant> authors, long start)
{
    private const int MostUnacknowledged = 1024;

    private readonly TextEditor[] _editors = [.. authors.Select(static author => new TextEditor(author.Store))];
    private readonly long[] _limits = [.. authors.Select(_ => start)];
    private readonly long[] _revisions = new long[trace.Transactions.Count];
    private long _acknowledged = start;
    private int _unacknowledged;

    /// <returns>How many operations were written.</returns>
    public async Task<int> RunAsync(IProgress<long> progress, CancellationToken cancellationToken)
    {
        for (int i = 0; i < authors.Count; i++) authors[i].Store.DeliveryLimit = _limits[i];
        int operations = 0;
        int writing = -1;
        for (int i = 0; i < trace.Transactions.Count; i++)
        {
            TraceTransaction transaction = trace.Transactions[i];
            // one author's transactions keep their order by themselves; another's follow when they have their revisions
            if (writing >= 0 && writing != transaction.Author) await AcknowledgeAsync(authors[writing], cancellationToken);
            writing = transaction.Author;
            await StandAsync(i, cancellationToken);
            int written = _editors[writing].Write(transaction, i);
            operations += written;
            if (written > 0) _unacknowledged++;
            if (schedule.IsSeen(i) || _unacknowledged >= MostUnacknowledged)
            {
                await AcknowledgeAsync(authors[writing], cancellationToken);
                _revisions[i] = _acknowledged;
            }

            progress.Report(i + 1);
        }

        if (writing >= 0) await AcknowledgeAsync(authors[writing], cancellationToken);
        foreach (Participant author in authors) author.Store.DeliveryLimit = null;
        return operations;
    }

    /// <summary>Lets the author receive what its transaction's parents say, and nothing more.</summary>
    private async Task StandAsync(int transaction, CancellationToken cancellationToken)
    {
        int number = trace.Transactions[transaction].Author;
        Participant author = authors[number];
        if (schedule.LastForeign(transaction) is >= 0 and var last && _revisions[last] > _limits[number])
        {
            _limits[number] = _revisions[last];
            author.Store.DeliveryLimit = _limits[number];
            await author.WaitAsync(
                author.Store.WhenSettledAsync(_limits[number], cancellationToken), () => $"the history that transaction {transaction} follows, up to revision {_limits[number]}", cancellationToken);
        }

        if (author.Store.Revision != _limits[number])
            throw new ReplayException($"{author.Name} stands at revision {author.Store.Revision}, not at {_limits[number]}, which transaction {transaction} follows.");
    }

    private async Task AcknowledgeAsync(Participant author, CancellationToken cancellationToken)
    {
        await author.WaitAsync(author.Store.WhenAcknowledgedAsync(cancellationToken), static () => "acknowledgements", cancellationToken);
        if (_unacknowledged == 0) return;
        long revision = author.Store.AcknowledgedRevision;
        if (revision < _acknowledged + _unacknowledged)
            throw new ReplayException($"{author.Name} was acknowledged revision {revision} for {_unacknowledged} transactions after revision {_acknowledged}.");
        _acknowledged = revision;
        _unacknowledged = 0;
    }
}
