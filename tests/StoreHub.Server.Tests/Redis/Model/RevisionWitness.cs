using StoreHub.Operations;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Tests.Redis.Model;

/// <summary>Sees what all hubs publish: no epoch and revision may name two things, no opening may leave a revision out, and timestamps rise.</summary>
internal sealed class RevisionWitness
{
    private readonly Dictionary<(string Epoch, long Revision), string> _seen = [];

    /// <summary>An opening published a record.</summary>
    public void See(IStoreLog log, HistoryRecord record, HistoryRecord? before)
    {
        if (record.FirstRevision != (before?.LastRevision ?? 0) + 1 || record.Ts <= before?.Ts) throw new InvalidOperationException($"'{Text(record)}' was published after '{(before is null ? "nothing" : Text(before))}'.");
        string text = Text(record);
        Require(log.Epoch, record.FirstRevision, text);
        var lineage = new EpochLineage(log.EarlierEpochs, log.Epoch);
        foreach (EpochEnd earlier in log.EarlierEpochs)
        {
            if (record.LastRevision <= lineage.ValidThrough(earlier.Epoch)) Require(earlier.Epoch, record.FirstRevision, text);
        }
    }

    public static string Text(HistoryRecord record) => $"{record.FirstRevision} {record.Ts:R} {record.Kind} {(record.HasAuthor ? record.Source : record.Floor)}:{record.FirstSeq}+{record.Count}";

    private void Require(string epoch, long revision, string text)
    {
        if (!_seen.TryAdd((epoch, revision), text) && _seen[(epoch, revision)] is { } other && other != text)
            throw new InvalidOperationException($"In one epoch, '{other}' and '{text}'.");
    }
}
