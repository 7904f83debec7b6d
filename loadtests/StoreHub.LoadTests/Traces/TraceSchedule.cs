namespace StoreHub.LoadTests.Traces;

/// <summary>
/// What each transaction's author had received when it was written, as what a store can show: history up to a transaction, and on top of it
/// all that the author itself had written.
/// </summary>
internal sealed class TraceSchedule
{
    private readonly int[] _lastForeign;
    private readonly bool[] _isSeen;

    private TraceSchedule(int[] lastForeign, bool[] isSeen, int concurrent)
    {
        _lastForeign = lastForeign;
        _isSeen = isSeen;
        ConcurrentCount = concurrent;
    }

    /// <summary>How many transactions were written without having seen everything before them.</summary>
    public int ConcurrentCount { get; }

    /// <summary>The last transaction of somebody else that a transaction's author had received; −1 if none.</summary>
    public int LastForeign(int transaction) => _lastForeign[transaction];

    /// <summary>Whether some author stood exactly at this transaction, so that its revision has to be known.</summary>
    public bool IsSeen(int transaction) => _isSeen[transaction];

    /// <exception cref="TraceException">Somebody had received what is no beginning of history plus the own transactions.</exception>
    public static TraceSchedule Of(Trace trace)
    {
        int count = trace.Transactions.Count, authors = trace.AuthorCount;
        // per transaction: of each author, how many transactions it and its ancestors contain
        var seen = new int[count][];
        List<int>[] written = [.. Enumerable.Range(0, authors).Select(static _ => new List<int>())];
        var lastForeign = new int[count];
        var isSeen = new bool[count];
        int concurrent = 0;
        for (int i = 0; i < count; i++)
        {
            TraceTransaction transaction = trace.Transactions[i];
            var ancestors = new int[authors];
            foreach (int parent in transaction.Parents)
            {
                for (int author = 0; author < authors; author++) ancestors[author] = Math.Max(ancestors[author], seen[parent][author]);
            }

            if (ancestors[transaction.Author] != written[transaction.Author].Count)
                throw new TraceException($"transaction {i} by agent {transaction.Author} does not follow all of its own before; a replica cannot forget what it wrote.");
            lastForeign[i] = LastForeign(ancestors, transaction.Author, written);
            RequirePrefix(i, lastForeign[i], ancestors, transaction.Author, written);
            if (lastForeign[i] >= 0) isSeen[lastForeign[i]] = true;
            if (ancestors.Sum() != i) concurrent++;
            ancestors[transaction.Author]++;
            written[transaction.Author].Add(i);
            seen[i] = ancestors;
        }

        return new TraceSchedule(lastForeign, isSeen, concurrent);
    }

    private static int LastForeign(int[] ancestors, int own, List<int>[] written)
    {
        int last = -1;
        for (int author = 0; author < ancestors.Length; author++)
        {
            if (author != own && ancestors[author] > 0) last = Math.Max(last, written[author][ancestors[author] - 1]);
        }

        return last;
    }

    private static void RequirePrefix(int transaction, int lastForeign, int[] ancestors, int own, List<int>[] written)
    {
        for (int author = 0; author < ancestors.Length; author++)
        {
            if (author == own || ancestors[author] == written[author].Count || written[author][ancestors[author]] > lastForeign) continue;
            throw new TraceException(
                $"transaction {transaction} by agent {own} follows {lastForeign} but not {written[author][ancestors[author]]}, which comes before it; a hub delivers history without gaps.");
        }
    }
}
