using StoreHub.Core.Tests.Generators;
using StoreHub.Encodings;
using StoreHub.MessagePack;

namespace StoreHub.Core.Tests.Encodings;

public class HostileBytesTests
{
    private delegate void Decoder(ReadOnlySpan<byte> bytes);

    [Fact]
    public void Every_truncation_is_an_error_of_the_format()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var transactions = new SampleTransactions(seed);
            Truncate(ValueEncoding.ToBytes(new SampleValues(seed).Next()), bytes => ValueEncoding.FromBytes(bytes), seed);
            Truncate(TransactionEncoding.ToBytes(transactions.Next()), bytes => TransactionEncoding.FromBytes(bytes), seed);
            Truncate(RecordEncoding.ToBytes(transactions.Record()), bytes => RecordEncoding.FromBytes(bytes), seed);
            Operations.HistoryRecord record = transactions.Record();
            Truncate(RecordBatch.ToBytes(record), bytes => RecordBatchEncoding.Read(bytes, record.FirstRevision), seed);
        }
    }

    [Fact]
    public void Any_mutation_reads_or_is_an_error_and_costs_bounded_memory()
    {
        for (int seed = 0; seed < 20_000; seed++)
        {
            var transactions = new SampleTransactions(seed % 500);
            Mutate(seed, ValueEncoding.ToBytes(new SampleValues(seed % 500).Next()), bytes => ValueEncoding.FromBytes(bytes, StoreLimits.Default));
            Mutate(seed, TransactionEncoding.ToBytes(transactions.Next()), bytes => TransactionEncoding.FromBytes(bytes, StoreLimits.Default));
            Mutate(seed, RecordEncoding.ToBytes(transactions.Record()), bytes => RecordEncoding.FromBytes(bytes));
            Mutate(seed, RecordBatch.ToBytes(transactions.Record()), bytes => RecordBatchEncoding.Read(bytes, 1));
        }
    }

    [Fact]
    public void Skip_passes_over_what_reads_and_stops_at_what_does_not()
    {
        for (int seed = 0; seed < 5_000; seed++)
        {
            byte[] bytes = TransactionEncoding.ToBytes(new SampleTransactions(seed).Next());
            var reader = new MessagePackReader(bytes);
            reader.Skip();
            Assert.True(reader.End, $"seed {seed}");
            Mutate(seed, bytes, mutated =>
            {
                var other = new MessagePackReader(mutated);
                other.Skip();
            });
        }
    }

    private static void Truncate(byte[] bytes, Decoder decode, int seed)
    {
        decode(bytes);
        for (int length = 0; length < bytes.Length; length++)
        {
            Exception? error = Record.Exception(() => decode(bytes.AsSpan(0, length)));
            Assert.True(error is MessagePackFormatException or StoreException, $"seed {seed}, {length} of {bytes.Length} bytes: {error}");
        }
    }

    private static void Mutate(int seed, byte[] bytes, Decoder decode)
    {
        var random = new Random(seed);
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(bytes.Length);
            if (random.Next(3) == 0) bytes = [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]];
            else bytes[at] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)(0x80 + random.Next(128));
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            decode(bytes);
        }
        catch (Exception error) when (error is MessagePackFormatException or StoreException)
        {
            // what the format promises
        }
        catch (Exception error)
        {
            Assert.Fail($"seed {seed}, {Convert.ToHexString(bytes)}: {error}");
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 100_000 + bytes.Length * 200L, $"seed {seed}: {allocated} bytes for {bytes.Length}");
    }
}
