using StoreHub.Operations;
using StoreHub.Server.Logs;
using StoreHub.Server.Tests.Testing;
using StoreHub.Tests;

namespace StoreHub.Server.Tests.Logs;

public sealed class SequencerTests
{
    private const double Latest = 1_000_000;

    private readonly Sequencer _sequencer = new();

    [Fact]
    public void A_transaction_gets_as_many_revisions_as_it_has_operations()
    {
        AppendOutcome outcome = Append(Make.Sets("a", 0, 3), out HistoryRecord? record);
        Assert.Equal(new AppendOutcome(AppendKind.Appended, 1, 3), outcome);
        Assert.Equal((1, 3), (record!.FirstRevision, record.LastRevision));
        Assert.Equal(4, Append(Make.Set("b", 0, "k", 1)).FirstRevision);
    }

    [Fact]
    public void The_same_again_is_a_repeat_whatever_its_timestamp_and_base()
    {
        Append(Make.Sets("a", 0, 3, ts: 5));
        Assert.Equal(new AppendOutcome(AppendKind.Repeat, 1, 3), Append(Make.Sets("a", 0, 3, ts: 700, baseRevision: 1), out HistoryRecord? record));
        Assert.Null(record);
        Assert.Equal(3, _sequencer.LastRevision);
    }

    [Fact]
    public void The_same_identity_with_other_content_is_a_conflict()
    {
        Append(Make.Set("a", 0, "k", 1));
        Assert.Equal(AppendKind.Conflict, Append(Make.Set("a", 0, "k", 2)).Kind);
        Assert.Equal(AppendKind.Conflict, Append(Make.Set("a", 0, "other", 1)).Kind);
        Assert.Equal(AppendKind.Conflict, Append(Make.Delete("a", 0, "k")).Kind);
    }

    [Fact]
    public void Another_cut_of_known_seqs_is_a_conflict()
    {
        Append(Make.Sets("a", 0, 2));
        Append(Make.Sets("a", 2, 2));
        Assert.Equal(AppendKind.Conflict, Append(Make.Sets("a", 0, 1)).Kind);
        Assert.Equal(AppendKind.Conflict, Append(Make.Sets("a", 1, 2)).Kind);
        Assert.Equal(new AppendOutcome(AppendKind.Conflict, 0, 4), Append(Make.Sets("a", 2, 3)));
    }

    [Fact]
    public void A_seq_past_the_next_is_a_gap_that_names_the_next()
    {
        Append(Make.Set("a", 0, "k", 1));
        Assert.Equal(new AppendOutcome(AppendKind.Gap, 0, 1), Append(Make.Set("a", 2, "k", 1)));
        Assert.Equal(new AppendOutcome(AppendKind.Gap, 0, 0), Append(Make.Set("b", 1, "k", 1)));
    }

    [Fact]
    public void What_the_log_has_wins_over_the_void_that_comes_later_and_the_other_way_round()
    {
        Append(Make.Set("a", 0, "k", 1));
        Append(Make.Set("a", 1, "k", 2).ToVoid(), out HistoryRecord? voided);
        Assert.Equal(RecordKind.Void, voided!.Kind);
        Assert.Equal(new AppendOutcome(AppendKind.Repeat, 1, 2), Append(Make.Set("a", 0, "k", 1).ToVoid()));
        Assert.Equal(new AppendOutcome(AppendKind.Repeat, 2, 2), Append(Make.Set("a", 1, "k", 2)));
    }

    [Fact]
    public void Below_the_tail_every_known_seq_is_a_repeat()
    {
        Append(Make.Set("a", 0, "k", 1));
        Append(Make.Set("a", 1, "k", 1));
        _sequencer.Trim(1);
        Assert.Equal(new AppendOutcome(AppendKind.Repeat, 0, 2), Append(Make.Set("a", 0, "other", 9)));
        Assert.Equal(AppendKind.Conflict, Append(Make.Set("a", 1, "other", 9)).Kind);
    }

    [Fact]
    public void A_timestamp_lies_above_the_last_and_not_past_the_hubs_clock_and_skew()
    {
        Append(Make.Set("a", 0, "k", 1, ts: 50), out HistoryRecord? first);
        Append(Make.Set("a", 1, "k", 1, ts: 20), out HistoryRecord? behind);
        Append(Make.Set("a", 2, "k", 1, ts: Latest * 9), out HistoryRecord? ahead);
        Append(Make.Set("a", 3, "k", 1, ts: Latest * 9), out HistoryRecord? again);
        Assert.Equal(50, first!.Ts);
        Assert.Equal(Math.BitIncrement(50), behind!.Ts);
        Assert.Equal(Latest, ahead!.Ts);
        Assert.Equal(Math.BitIncrement(Latest), again!.Ts);
        Assert.All(behind.Operations, operation => Assert.Equal(behind.Ts, operation.Ts));
    }

    [Fact]
    public void A_floor_takes_a_revision_and_is_written_once()
    {
        Append(Make.Set("a", 0, "k", 1, ts: 3));
        HistoryRecord floor = _sequencer.RaiseFloor(1)!;
        Assert.Equal((RecordKind.Floor, 2L, 1L), (floor.Kind, floor.FirstRevision, floor.Floor));
        Assert.Null(_sequencer.RaiseFloor(1));
        Assert.Equal(3, Append(Make.Set("a", 1, "k", 1)).FirstRevision);
    }

    [Fact]
    public void What_is_forgotten_begins_anew_and_trimming_passes_over_what_it_left()
    {
        var a = SourceId.Parse("a");
        Append(Make.Sets("a", 0, 2));
        Append(Make.Set("b", 0, "k", 1));
        Assert.Null(_sequencer.Forget([SourceId.Parse("c")]));
        HistoryRecord forgotten = _sequencer.Forget([SourceId.Parse("c"), a])!;
        Assert.Equal((RecordKind.Forget, 4L), (forgotten.Kind, forgotten.FirstRevision));
        Assert.Equal([a], forgotten.Sources);
        Assert.Equal(0, _sequencer.ExpectedSeq(a));
        Assert.Equal(AppendKind.Gap, Append(Make.Set("a", 2, "k", 1)).Kind);
        Transaction again = Make.Set("a", 0, "k", 7);
        Assert.Equal(5, Append(again).FirstRevision);
        _sequencer.Trim(4);
        Assert.Equal(new AppendOutcome(AppendKind.Repeat, 5, 1), Append(again));
        _sequencer.Trim(5);
        Assert.Equal(new AppendOutcome(AppendKind.Repeat, 0, 1), Append(again));
    }

    [Fact]
    public void What_recovery_reads_must_fit()
    {
        var other = new Sequencer();
        other.Restore(10, 5, 2, [KeyValuePair.Create(SourceId.Parse("a"), 7L)]);
        Assert.Equal(8, other.ExpectedSeq(SourceId.Parse("a")));
        Assert.Throws<OperationLogException>(() => other.Add(HistoryRecord.Of(Make.Set("a", 8, "k", 1, ts: 6), 12, 6)));
        Assert.Throws<OperationLogException>(() => other.Add(HistoryRecord.Of(Make.Set("a", 9, "k", 1, ts: 6), 11, 6)));
        Assert.Throws<OperationLogException>(() => other.Add(HistoryRecord.Of(Make.Set("a", 8, "k", 1, ts: 5), 11, 5)));
        other.Add(HistoryRecord.Of(Make.Set("a", 8, "k", 1, ts: 6), 11, 6));
        Assert.Equal((11, 6d, 2L), (other.LastRevision, other.LastTs, other.Floor));
    }

    [Fact]
    public void Random_histories_are_free_of_gaps_rise_strictly_and_take_each_seq_once()
    {
        int seed = Fuzz.Seed(), runs = Fuzz.Rounds(300);
        try
        {
            for (int run = 0; run < runs; run++) Random_history(seed + run);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"Seed {seed}: {failure.Message}", failure);
        }
    }

    private static void Random_history(int seed)
    {
        var random = new Random(seed);
        var sequencer = new Sequencer();
        var history = new List<HistoryRecord>();
        var sent = new Dictionary<string, List<Transaction>>();
        long trimmed = 0;
        for (int step = 0; step < 200; step++)
        {
            string source = "s" + random.Next(4);
            if (!sent.TryGetValue(source, out List<Transaction>? own)) sent[source] = own = [];
            bool isNew = own.Count == 0 || random.Next(3) > 0;
            if (isNew)
            {
                Transaction made = Make.Sets(source, own.Count == 0 ? 0 : own[^1].LastSeq + 1, 1 + random.Next(3), random.NextDouble() * 2e6 - 5e5);
                own.Add(random.Next(8) == 0 ? made.ToVoid() : made);
            }

            Transaction transaction = isNew ? own[^1] : own[random.Next(own.Count)];
            if (!isNew && random.Next(4) == 0) transaction = transaction.ToVoid();
            AppendOutcome outcome = sequencer.Sequence(transaction, Latest, out HistoryRecord? record);
            Assert.Equal(isNew ? AppendKind.Appended : AppendKind.Repeat, outcome.Kind);
            Assert.Equal(isNew, record is not null);
            if (record is not null) history.Add(record);
            else if (outcome.FirstRevision != 0) Assert.Contains(history, known => known.FirstRevision == outcome.FirstRevision && known.FirstSeq == transaction.FirstSeq);
            if (random.Next(10) == 0 && sequencer.RaiseFloor(random.NextInt64(sequencer.LastRevision + 1)) is { } floor) history.Add(floor);
            if (random.Next(20) == 0 && sequencer.Forget([SourceId.Parse(source)]) is { } forgotten)
            {
                history.Add(forgotten);
                own.Clear();
            }

            if (random.Next(20) == 0) sequencer.Trim(trimmed = random.NextInt64(trimmed, sequencer.LastRevision + 1));
        }

        long revision = 0;
        double ts = double.NegativeInfinity;
        var next = new Dictionary<SourceId, long>();
        foreach (HistoryRecord record in history)
        {
            Assert.Equal(revision + 1, record.FirstRevision);
            Assert.True(record.Ts > ts);
            revision = record.LastRevision;
            ts = record.Ts;
            foreach (SourceId forgotten in record.Sources) next.Remove(forgotten);
            if (!record.HasAuthor) continue;
            Assert.Equal(next.GetValueOrDefault(record.Source), record.FirstSeq);
            next[record.Source] = record.LastSeq + 1;
        }
    }

    private AppendOutcome Append(Transaction transaction) => Append(transaction, out _);

    private AppendOutcome Append(Transaction transaction, out HistoryRecord? record) => _sequencer.Sequence(transaction, Latest, out record);
}
