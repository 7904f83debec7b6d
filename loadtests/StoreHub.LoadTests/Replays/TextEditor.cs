using StoreHub.LoadTests.Traces;

namespace StoreHub.LoadTests.Replays;

/// <summary>The document of a replay: an array of one-character strings in a store.</summary>
internal sealed class TextEditor
{
    public const string Key = "text";

    /// <summary>Longer edits are made of several operations, to stay below the limit of one.</summary>
    private const int MostPerOperation = 4096;

    private readonly Store _store;
    private readonly StoreArray _text;

    public TextEditor(Store store)
    {
        _store = store;
        _text = store[Key].AsArray();
    }

    /// <summary>Writes a transaction of a trace as one of the store.</summary>
    /// <returns>How many operations it has.</returns>
    /// <exception cref="TraceException">It edits what is not there.</exception>
    public int Write(TraceTransaction transaction, int index)
    {
        int operations = 0;
        _store.Batch(() =>
        {
            foreach (TracePatch patch in transaction.Patches) operations += Write(patch, index);
        });
        return operations;
    }

    /// <summary>The text as it is here.</summary>
    public string Read() => string.Concat(_text.Select(static character => character as string ?? "\uFFFD"));

    private int Write(TracePatch patch, int transaction)
    {
        if (patch.IsEmpty) return 0;
        int count = _text.Count;
        if (patch.Position > count || patch.Deleted > count - patch.Position)
            throw new TraceException($"transaction {transaction} edits {patch.Deleted} characters at {patch.Position}, but its author has only {count}.");
        if (patch.Deleted <= MostPerOperation && patch.Inserted.Length <= MostPerOperation)
        {
            _text.Splice(patch.Position, patch.Deleted, patch.Inserted);
            return 1;
        }

        int operations = 0;
        for (int left = patch.Deleted; left > 0; left -= MostPerOperation, operations++) _text.Splice(patch.Position, Math.Min(left, MostPerOperation));
        for (int done = 0; done < patch.Inserted.Length; done += MostPerOperation, operations++)
            _text.Splice(patch.Position + done, 0, patch.Inserted[done..Math.Min(done + MostPerOperation, patch.Inserted.Length)]);
        return operations;
    }
}
