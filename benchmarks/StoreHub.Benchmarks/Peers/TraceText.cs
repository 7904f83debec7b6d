using StoreHub.LoadTests.Traces;

namespace StoreHub.Benchmarks.Peers;

/// <summary>A sequential trace as edits of one text, and how they are written to a store's array.</summary>
internal sealed class TraceText
{
    public const string Key = "text";

    /// <exception cref="TraceException">It is concurrent.</exception>
    public TraceText(Trace trace)
    {
        if (trace.IsConcurrent) throw new TraceException($"{trace.Name} is concurrent: its positions mean something in its authors' replicas only.");
        Name = trace.Name;
        EndContent = trace.EndContent;
        List<TracePatch> edits = [.. trace.Transactions.SelectMany(static transaction => transaction.Patches).Where(static patch => !patch.IsEmpty)];
        if (trace.StartContent.Length > 0) edits.Insert(0, new TracePatch(0, 0, Characters.Of(trace.StartContent)));
        Edits = edits;
    }

    public string Name { get; }

    public IReadOnlyList<TracePatch> Edits { get; }

    public string EndContent { get; }

    /// <summary>Writes all edits, each by itself.</summary>
    /// <param name="store">An empty store with an array at <see cref="Key"/>.</param>
    /// <param name="after">What to do after each, told how many there were.</param>
    public void Write(Store store, Action<int>? after = null)
    {
        StoreArray text = store[Key].AsArray();
        for (int i = 0; i < Edits.Count; i++)
        {
            TracePatch edit = Edits[i];
            text.Splice(edit.Position, edit.Deleted, edit.Inserted);
            after?.Invoke(i + 1);
        }
    }

    /// <summary>Fails a measurement of something else than this text.</summary>
    public void Require(StoreValue state)
    {
        if (string.Concat(state.AsObject()[Key].AsArray().Select(static character => character.AsString())) != EndContent)
            throw new InvalidOperationException($"The text is not the one that {Name} ends with.");
    }
}
