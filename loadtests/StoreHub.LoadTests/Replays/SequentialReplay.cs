using StoreHub.LoadTests.Traces;

namespace StoreHub.LoadTests.Replays;

/// <summary>Replays a session of one author at full speed: it never waits for a transaction, only for the hub to stay within reach.</summary>
internal sealed class SequentialReplay(Trace trace, Participant author)
{
    private const int Window = 1024;
    private const int MostWindows = 4;

    /// <returns>How many operations were written.</returns>
    public async Task<int> RunAsync(IProgress<long> progress, CancellationToken cancellationToken)
    {
        var editor = new TextEditor(author.Store);
        var acknowledgements = new Queue<Task>();
        int operations = 0;
        for (int i = 0; i < trace.Transactions.Count; i++)
        {
            operations += editor.Write(trace.Transactions[i], i);
            progress.Report(i + 1);
            if ((i + 1) % Window != 0) continue;
            acknowledgements.Enqueue(author.Store.WhenAcknowledgedAsync(cancellationToken));
            if (acknowledgements.Count >= MostWindows) await author.WaitAsync(acknowledgements.Dequeue(), static () => "acknowledgements", cancellationToken);
        }

        await author.WaitAsync(author.Store.WhenAcknowledgedAsync(cancellationToken), static () => "acknowledgements", cancellationToken);
        return operations;
    }
}
