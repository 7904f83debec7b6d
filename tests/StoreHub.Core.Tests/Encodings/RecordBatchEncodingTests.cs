using StoreHub.Core.Tests.Generators;
using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Encodings;

public class RecordBatchEncodingTests
{
    private static readonly SourceId Alice = SourceId.Parse("alice"), Bob = SourceId.Parse("bob");

    [Fact]
    public void The_bytes_are_fixed()
    {
        HistoryRecord[] records =
        [
            Set(Alice, 3, revision: 7, ts: 1000.5, "a"),
            Set(Bob, 0, revision: 8, ts: Math.BitIncrement(1000.5), "b"),
            HistoryRecord.Void(Alice, 4, 2, 9, 1001),
            HistoryRecord.ForFloor(6, 11, 2e300),
            Set(Alice, 6, revision: 12, ts: 3e300, "c"),
            HistoryRecord.Forget([Bob, Alice], 13, Math.BitIncrement(3e300)),
        ];
        Assert.Equal(
            "92" + "92a5616c69636503" + "92a3626f6200" + "cb408f440000000000" // the sources with their first seqs, and where ts begins
            + "930000" + "91930091a16101"
            + "930101" + "91930091a16201"
            + "9300cf00000" + "3ffffffffff" + "02" // the steps from a double after 1000.5 up to 1001, and two seqs
            + "93c0cb7e47e43c8800759c" + "06"
            + "9300cf000a06f0ddffe299" + "91930091a16301"
            + "93c001" + "92a5616c696365a3626f62",
            Convert.ToHexStringLower(RecordBatch.ToBytes(records)));
    }

    [Fact]
    public void Histories_come_back_in_batches_of_any_length()
    {
        var names = new NameCache();
        for (int seed = 0; seed < 2_000; seed++)
        {
            HistoryRecord[] history = History(seed);
            for (int at = 0, next; at < history.Length; at = next)
            {
                next = Math.Min(history.Length, at + 1 + (seed + at) % 7);
                HistoryRecord[] batch = history[at..next];
                byte[] bytes = RecordBatch.ToBytes(batch);
                IReadOnlyList<HistoryRecord> read = RecordBatchEncoding.Read(bytes, batch[0].FirstRevision, names: names);
                Assert.True(batch.Select(SampleText.Of).SequenceEqual(read.Select(SampleText.Of)), $"seed {seed}, records {at} to {next}");
            }
        }
    }

    [Fact]
    public void A_source_whose_seqs_do_not_follow_gets_another_place()
    {
        HistoryRecord[] records = [Set(Alice, 5, 1, 1, "a"), Set(Alice, 5, 2, 2, "a"), Set(Alice, 6, 3, 3, "a"), Set(Alice, 0, 4, 4, "a")];
        Assert.Equal([5L, 5, 6, 0], RecordBatchEncoding.Read(RecordBatch.ToBytes(records), 1).Select(static record => record.FirstSeq));
    }

    [Fact]
    public void What_records_have_in_common_comes_once()
    {
        HistoryRecord[] one = [.. Enumerable.Range(0, 1000).Select(static i => Set(SourceId.Parse("aSourceOf22Characters_"), i, i + 1, 1795255200000 + i / 4d, "k"))];
        // array header, place, three bytes of steps, and the operation
        Assert.InRange((RecordBatch.ToBytes(one).Length - 40) / 1000d, 10, 13);
    }

    [Theory]
    [InlineData("90cb3ff000000000000093000091930091a16101")] // no source at place 0
    [InlineData("9192a1610091")] // cut
    [InlineData("9192a16100cb3ff0000000000000")] // no record
    [InlineData("9192a16100cb3ff000000000000093010091930091a16101")] // no source at place 1
    [InlineData("9192a16100cb3ff000000000000093ff0091930091a16101")] // nor at −1
    [InlineData("9192a16100cb3ff000000000000093000091930091a1610193")] // the next is cut
    [InlineData("dd7fffffff92a16100cb3ff0000000000000")] // more sources than bytes
    [InlineData("90cb3ff0000000000000" + "93c000ddffffffffa161")] // more sources to forget than bytes
    public void What_is_no_batch_is_refused_by_the_format(string hex) =>
        Assert.Throws<MessagePackFormatException>(() => RecordBatchEncoding.Read(Convert.FromHexString(hex), 1));

    [Theory]
    [InlineData("9192a16100cb3ff000000000000093000091930091a1610193000091930091a16101")] // a ts that does not rise
    [InlineData("9192a16100cb7fefffffffffffff93000191930091a16101")] // a ts past the last number
    [InlineData("9192a16100cb3ff00000000000009300ff91930091a16101")] // a ts that falls
    [InlineData("9192a16100cb3ff0000000000000930000919300" + "91a161" + "01" + "9300cb3fe0000000000000" + "91930091a16101")] // a ts that falls, as itself
    [InlineData("9192a16100cb3ff0000000000000930000" + "90")] // no operation
    [InlineData("9192a16100cb3ff0000000000000930000" + "ff")] // a void of −1
    [InlineData("9192a16100cb3ff0000000000000" + "920000")] // two fields
    [InlineData("90cb3ff0000000000000" + "93c00090")] // nobody to forget
    [InlineData("90cb3ff0000000000000" + "93c00092a162a161")] // out of order
    [InlineData("90cb3ff0000000000000" + "93c00092a161a161")] // twice
    public void What_no_history_holds_is_refused(string hex) =>
        Assert.ThrowsAny<StoreException>(() => RecordBatchEncoding.Read(Convert.FromHexString(hex), 1));

    [Fact]
    public void Revisions_leave_no_counters_range()
    {
        byte[] bytes = RecordBatch.ToBytes(Set(Alice, 0, 1, 1, "a"));
        Assert.Throws<StoreException>(() => RecordBatchEncoding.Read(bytes, 0));
        Assert.Throws<StoreException>(() => RecordBatchEncoding.Read(bytes, 9007199254740992));
        Assert.Equal(9007199254740991, RecordBatchEncoding.Read(bytes, 9007199254740991)[0].LastRevision);
    }

    private static HistoryRecord Set(SourceId source, long seq, long revision, double ts, string key) =>
        HistoryRecord.Of(new Transaction([new SetOperation(source, seq, ts, StorePath.Of(key), 1)], 0), revision, ts);

    /// <summary>Records without a gap, by sources whose seqs follow.</summary>
    private static HistoryRecord[] History(int seed)
    {
        var random = new Random(seed);
        var samples = new SampleTransactions(seed);
        var next = new Dictionary<SourceId, long>();
        var history = new List<HistoryRecord>();
        long revision = 1 + random.NextInt64(1L << random.Next(50));
        double ts = random.Next(3) == 0 ? -random.NextDouble() * 1e9 : random.NextDouble() * 1e13;
        for (int i = 0; i < 20; i++)
        {
            Transaction transaction = samples.Next();
            long seq = next.GetValueOrDefault(transaction.Source, transaction.FirstSeq % 1000);
            next[transaction.Source] = seq + transaction.Count;
            HistoryRecord record = random.Next(8) is var kind && kind == 0
                ? HistoryRecord.ForFloor(random.NextInt64(revision), revision, ts)
                : kind == 1
                ? HistoryRecord.Forget(samples.SomeSources(), revision, ts)
                : transaction.IsVoid
                    ? HistoryRecord.Void(transaction.Source, seq, transaction.Count, revision, ts)
                    : HistoryRecord.Of(new Transaction([.. transaction.Operations.Select((operation, at) => operation.With(transaction.Source, seq + at, ts))], 0), revision, ts);
            history.Add(record);
            revision = record.LastRevision + 1;
            ts = random.Next(3) switch { 0 => Math.BitIncrement(ts), 1 => Math.Max(Math.BitIncrement(ts), ts + 0.25 + random.NextDouble()), _ => Math.Abs(ts) * 1e10 + 1 };
        }

        return [.. history];
    }
}
