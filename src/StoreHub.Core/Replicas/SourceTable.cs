using System.Collections;
using System.Diagnostics.CodeAnalysis;
using StoreHub.Operations;

namespace StoreHub.Replicas;

/// <summary>Per source what history holds of it; a pure function of history, as the state is. Not safe for several threads.</summary>
public sealed class SourceTable : IReadOnlyCollection<KeyValuePair<SourceId, SourceEntry>>
{
    private readonly Dictionary<SourceId, SourceEntry> _entries = [];
    private readonly HashSet<SourceEntry> _withVoids = [];
    // the author of one record is often that of the next
    private SourceId _latest;
    private SourceEntry? _latestEntry;

    /// <summary>How many sources.</summary>
    public int Count => _entries.Count;

    /// <summary>How many sources have voids above the floor.</summary>
    public int VoidCount => _withVoids.Count;

    /// <summary>What history holds of a source, if anything.</summary>
    public bool TryGet(SourceId source, [NotNullWhen(true)] out SourceEntry? entry) => _entries.TryGetValue(source, out entry);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<SourceId, SourceEntry>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Apply(HistoryRecord record)
    {
        if (record.Kind == RecordKind.Floor)
        {
            foreach (SourceEntry entry in _withVoids) entry.Forget(record.Floor);
            _withVoids.RemoveWhere(static entry => entry.Voids.Count == 0);
            return;
        }

        if (record.Kind == RecordKind.Forget)
        {
            foreach (SourceId forgotten in record.Sources) Remove(forgotten);
            return;
        }

        SourceEntry source = GetOrAdd(record.Source);
        source.Advance(record.LastSeq, record.LastRevision, record.Ts);
        if (record.Kind == RecordKind.Void) AddVoid(source, new VoidRange(record.FirstSeq, record.Count, record.LastRevision));
    }

    internal SourceEntry GetOrAdd(SourceId source)
    {
        if (_latestEntry is { } latest && _latest == source) return latest;
        if (!_entries.TryGetValue(source, out SourceEntry? entry)) _entries[source] = entry = new SourceEntry();
        _latest = source;
        _latestEntry = entry;
        return entry;
    }

    internal void AddVoid(SourceEntry entry, VoidRange range)
    {
        entry.AddVoid(range);
        _withVoids.Add(entry);
    }

    private void Remove(SourceId source)
    {
        if (!_entries.Remove(source, out SourceEntry? entry)) return;
        _withVoids.Remove(entry);
        if (_latestEntry == entry) _latestEntry = null;
    }
}
