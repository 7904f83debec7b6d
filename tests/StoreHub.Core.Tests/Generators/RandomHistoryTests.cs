using StoreHub.Core.Tests.Reference;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Generators;

public sealed class RandomHistoryTests
{
    [Fact]
    public void A_seed_gives_the_same_history_again()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            Assert.Equal(new RandomHistory(seed).Steps().Select(step => step.ToString()), new RandomHistory(seed).Steps().Select(step => step.ToString()));
            Assert.Equal(new RandomPeers(seed).Steps().Select(step => step.ToString()), new RandomPeers(seed).Steps().Select(step => step.ToString()));
        }
    }

    [Fact]
    public void Histories_hold_all_that_the_rules_speak_of()
    {
        var seen = new Dictionary<string, int>();
        for (int seed = 1; seed <= 1000; seed++)
        {
            var history = new RandomHistory(seed);
            var settled = new Dictionary<int, long>();
            foreach (HistoryStep step in history.Steps()) Count(history, step, seen, settled);
        }

        foreach ((string what, int least) in Expected) Assert.True(seen.GetValueOrDefault(what) >= least, $"{what}: {seen.GetValueOrDefault(what)} of {least}");
    }

    private static IEnumerable<(string What, int Least)> Expected =>
    [
        .. Enum.GetNames<OperationType>().Select(type => (type + " with an effect", 60)),
        .. Enum.GetNames<StepKind>().Select(kind => (kind, 80)),
        ("Transaction record", 5000), ("Void record", 200), ("Floor record", 200), ("Forget record", 80), ("record of somebody who came back", 60),
        ("transaction of several", 2000), ("operation without effect", 1000), ("concurrent transaction", 2000), ("re-stamped transaction", 2000),
        ("overlay of several", 1000), ("own operations return", 20), ("foreign splice", 300), ("order", 100), ("deep path with identities", 500),
        ("left anchor a tombstone", 100), ("left anchor unknown", 50), ("both anchors unknown", 50),
    ];

    private static void Count(RandomHistory history, HistoryStep step, Dictionary<string, int> seen, Dictionary<int, long> settled)
    {
        void See(string what, bool condition = true) => seen[what] = seen.GetValueOrDefault(what) + (condition ? 1 : 0);

        See(step.Kind.ToString());
        if (step.Author >= 0)
        {
            ModelAuthor author = history.Authors[step.Author];
            See("overlay of several", step.Kind == StepKind.Deliver && author.Pending.Skip(1).Any());
            See("own operations return", step.Kind == StepKind.LoadSnapshot && author.Pending.Any(own => own.FirstSeq <= settled.GetValueOrDefault(step.Author, -1)));
            settled[step.Author] = author.Settled.LastSeq(author.Source);
        }

        if (step.Kind != StepKind.Sequence) return;
        HistoryRecord record = step.Records[0];
        See(record.Kind + " record");
        See("transaction of several", record.Count > 1);
        See("record of somebody who came back", record.FirstSeq == 0 && history.Hub.Records.Any(other => other.Sources.Contains(record.Source)));
        if (record.Kind != RecordKind.Transaction || history.Authors.FirstOrDefault(author => author.Source == record.Source) is not { } writer) return;
        Transaction written = writer.Outbox.First(transaction => transaction.FirstSeq == record.FirstSeq);
        See("concurrent transaction", history.Hub.Records.Any(other => other.FirstRevision > written.Base && other.LastRevision < record.FirstRevision && other.Source != record.Source));
        See("re-stamped transaction", written.Ts != record.Ts);
        ReferenceState state = ReferenceReplica.Settled(history.Hub.Records.Take(history.Hub.Records.Count - 1)).State;
        foreach (Operation operation in record.Operations)
        {
            string before = state.Structure();
            See("deep path with identities", operation.Path.Count(segment => segment.Element is not null) > 1);
            if (operation is SpliceOperation splice && state.Walk(splice.Path) is ReferenceArray array)
            {
                bool Known(ElementId? id) => array.Elements.Exists(element => element.Id == id);
                See("foreign splice", splice.Anchors is null);
                See("order", splice.Anchors?.Order is not null);
                bool unknown = splice.Anchors?.After is { } after && !Known(after);
                See("left anchor unknown", unknown);
                See("both anchors unknown", unknown && !Known(splice.Anchors!.Before));
                See("left anchor a tombstone", splice.Anchors?.After is { } left && array.Elements.Exists(element => element.Id == left && !element.IsLive));
            }

            state.Apply(operation, 1);
            bool effect = state.Structure() != before;
            See(effect ? $"{operation.Type} with an effect" : "operation without effect");
        }
    }
}
