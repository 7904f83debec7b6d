using StoreHub.Client.Persistence;
using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Client.Tests.Persistence;

/// <summary>A journal that has an entry of every kind.</summary>
internal static class SampleJournal
{
    public const double Ts = 1795255200000.5;

    public static readonly SourceId Source = SourceId.Parse("alice");

    /// <summary>What the file begins with.</summary>
    public static JournalEntry[] Beginning()
    {
        var settled = new SettledState();
        settled.Apply(HistoryRecord.Of(Set(0, "a", 1), 1, Ts));
        return
        [
            new JournalEntry.Named("cart"),
            new JournalEntry.Own(Source, "0123456789abcdef", 1, 0, 0, Ts),
            new JournalEntry.Snapshot("RmFrZUVwb2NoMTIz", settled.EncodeSnapshot()),
        ];
    }

    /// <summary>What was added, frame by frame.</summary>
    public static JournalEntry[][] Frames() =>
    [
        [new JournalEntry.Resumed(1)],
        [new JournalEntry.Written(Set(1, "b", "two"), 1), new JournalEntry.Written(Set(2, "c", 3), 1)],
        [new JournalEntry.Opened("RmFrZUVwb2NoMTIz", 1), new JournalEntry.Conversing(true)],
        [new JournalEntry.Written(Set(3, "d", 4), 1)],
        [new JournalEntry.Refused(2, true, false, StoreErrorCode.Refused, "no"), new JournalEntry.Settled("RmFrZUVwb2NoMTIz", [HistoryRecord.Of(Set(1, "b", "two"), 2, Ts + 1)])],
        [new JournalEntry.Acknowledged(1), new JournalEntry.Done(1)],
        [new JournalEntry.Conversing(false), new JournalEntry.Followed()],
    ];

    /// <summary>Makes the journal in a folder.</summary>
    /// <returns>The file, and its length after each frame.</returns>
    public static (string Path, IReadOnlyList<long> Lengths) Write(string folder)
    {
        string path = Path.Combine(folder, JournalFile.FileName);
        using JournalFile file = JournalFile.Create(folder, Beginning());
        List<long> lengths = [new FileInfo(path).Length];
        foreach (JournalEntry[] frame in Frames())
        {
            file.Append(frame);
            lengths.Add(new FileInfo(path).Length);
        }

        return (path, lengths);
    }

    /// <summary>What the first so many frames come to.</summary>
    public static string Expected(int frames)
    {
        var kept = new KeptStore();
        foreach (JournalEntry entry in Beginning().Concat(Frames().Take(frames).SelectMany(static frame => frame))) kept.Apply(entry);
        return Describe(kept);
    }

    /// <summary>All of it as text.</summary>
    public static string Describe(KeptStore kept) =>
        $"{kept.Name} {kept.Source} {kept.Token} next {kept.NextSeq} sent {kept.EverSent} acknowledged {kept.AcknowledgedSeq} resumed {kept.Resumed} conversing {kept.Conversing} opened {kept.Opened?.Epoch}@{kept.Opened?.Revision} followed {kept.IsFollowed} " +
        $"{kept.Epoch}@{kept.Settled.Revision} {Convert.ToHexString(kept.Settled.EncodeSnapshot())} " +
        string.Join(' ', kept.Entries.Select(static entry => $"{entry.Transaction.FirstSeq}+{entry.Transaction.Count}@{entry.Written.WrittenAt}{(entry.Refused is { } refused ? $"({refused.IsVoid} {refused.IsVoidAtHub} {refused.Code} {refused.Reason})" : "")}"));

    private static Transaction Set(long seq, string key, object value) => new([new SetOperation(Source, seq, Ts, StorePath.Of(key), StoreValue.From(value))], 1);
}
