using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Client.Persistence;

/// <summary>What a journal's entries come to. Not safe for several threads.</summary>
internal sealed class KeptStore
{
    private readonly Queue<KeptEntry> _entries = new();

    public string Name { get; private set; } = "";

    public SourceId Source { get; private set; }

    public string Token { get; private set; } = "";

    public long NextSeq { get; private set; }

    /// <summary>The highest seq that may have been sent.</summary>
    public long EverSent { get; private set; } = -1;

    /// <summary>The last timestamp that the source gave.</summary>
    public double LastTs { get; private set; }

    public long AcknowledgedSeq { get; private set; } = -1;

    /// <summary>With which seq the earliest life began of which the hub has not yet said how far the one before it came.</summary>
    public long? Resumed { get; private set; }

    public bool Conversing { get; private set; }

    /// <summary>When the hub last knew the source; null: it never did, as far as is kept.</summary>
    public JournalEntry.Opened? Opened { get; private set; }

    /// <summary>Whether history was followed without the source since then.</summary>
    public bool IsFollowed { get; private set; }

    /// <summary>The epoch of <see cref="Settled"/>; null: the hub was never met.</summary>
    public string? Epoch { get; private set; }

    public SettledState Settled { get; private set; } = new();

    public IEnumerable<KeptEntry> Entries => _entries;

    public bool IsEmpty => Epoch is null && _entries.Count == 0;

    /// <exception cref="InvalidOperationException">It cannot follow what came before.</exception>
    /// <exception cref="FormatException">A snapshot that is none.</exception>
    /// <exception cref="StoreException">A snapshot that no history leads to.</exception>
    public void Apply(JournalEntry entry)
    {
        switch (entry)
        {
            case JournalEntry.Named(var store): Name = store; break;
            case JournalEntry.Own own: Begin(own); break;
            case JournalEntry.Snapshot(var epoch, var state): (Epoch, Settled) = (epoch, SettledState.DecodeSnapshot(state.Span)); break;
            case JournalEntry.Settled(var epoch, var records):
                Epoch = epoch;
                foreach (HistoryRecord record in records) Settled.Apply(record);
                break;
            case JournalEntry.Written written: Add(written); break;
            case JournalEntry.Refused refused:
                if (_entries.FirstOrDefault(kept => kept.Transaction.FirstSeq == refused.FirstSeq) is { } found) found.Refused = refused;
                break;
            case JournalEntry.Acknowledged(var seq): AcknowledgedSeq = Math.Max(AcknowledgedSeq, seq); break;
            case JournalEntry.Done(var seq):
                while (_entries.TryPeek(out KeptEntry? oldest) && oldest.Transaction.LastSeq <= seq) _entries.Dequeue();
                break;
            case JournalEntry.Conversing(var on):
                Conversing = on;
                if (!on) break;
                EverSent = NextSeq - 1;
                Resumed = null;
                break;
            case JournalEntry.Resumed(var seq):
                Conversing = false;
                Resumed ??= seq;
                break;
            case JournalEntry.Opened opened: (Opened, IsFollowed) = (opened, false); break;
            case JournalEntry.Followed: IsFollowed = true; break;
        }
    }

    /// <summary>Entries that come to the same, and no more of them than needed.</summary>
    public IEnumerable<JournalEntry> ToEntries()
    {
        yield return new JournalEntry.Named(Name);
        yield return new JournalEntry.Own(Source, Token, NextSeq, EverSent, AcknowledgedSeq, LastTs);
        if (Epoch is not null) yield return new JournalEntry.Snapshot(Epoch, Settled.EncodeSnapshot());
        foreach (KeptEntry kept in _entries)
        {
            yield return kept.Written;
            if (kept.Refused is not null) yield return kept.Refused;
        }

        if (Opened is not null) yield return Opened;
        if (IsFollowed) yield return new JournalEntry.Followed();
        if (Conversing) yield return new JournalEntry.Conversing(true);
        else if (Resumed is { } seq) yield return new JournalEntry.Resumed(seq);
    }

    private void Begin(JournalEntry.Own own)
    {
        (Source, Token, NextSeq, EverSent, AcknowledgedSeq, LastTs) = (own.Source, own.Token, own.NextSeq, own.EverSent, own.AcknowledgedSeq, own.LastTs);
        Resumed = null;
        Conversing = false;
        Opened = null;
        IsFollowed = false;
        _entries.Clear();
    }

    private void Add(JournalEntry.Written written)
    {
        if (written.Transaction.Source != Source) throw new InvalidOperationException($"A transaction of {written.Transaction.Source} stands among those of {Source}.");
        _entries.Enqueue(new KeptEntry(written));
        NextSeq = Math.Max(NextSeq, written.Transaction.LastSeq + 1);
        LastTs = Math.Max(LastTs, written.Transaction.Ts);
        if (Conversing) EverSent = written.Transaction.LastSeq;
    }
}
