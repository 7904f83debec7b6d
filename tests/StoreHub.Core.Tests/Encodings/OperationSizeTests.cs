using StoreHub.Core.Tests.Generators;
using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Encodings;

public class OperationSizeTests
{
    private static readonly SourceId Me = SourceId.Parse("me");

    [Fact]
    public void A_transactions_size_is_the_length_of_its_encoding() => Seeds.Run(20_000, static seed =>
    {
        var samples = new SampleTransactions((int)seed);
        Transaction transaction = samples.Next();
        Assert.Equal(TransactionEncoding.ToBytes(transaction).Length, OperationSize.Of(transaction));
        foreach (Operation operation in transaction.Operations) RequireSize(operation);
    });

    [Fact]
    public void What_authors_write_has_the_size_of_its_encoding() => Seeds.Run(1_000, static seed =>
    {
        foreach (HistoryStep step in new RandomHistory(seed).Steps())
        {
            if (step.Transaction is { } transaction) Assert.Equal(TransactionEncoding.ToBytes(transaction).Length, OperationSize.Of(transaction));
        }
    });

    [Fact]
    public void Sizes_hold_at_every_edge_of_the_format()
    {
        foreach (int length in (int[])[0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 255, 256, 65_535, 65_536])
        {
            RequireSize(StoreValue.FromString(new string('a', length)));
            RequireSize(StoreValue.FromString(new string('\u20ac', length)));
            RequireSize(StoreValue.FromBytes(new byte[length]));
            RequireSize(ArrayValue.Create(Enumerable.Repeat(StoreValue.Null, length)));
            RequireSize(ObjectValue.Create(Enumerable.Range(0, length).Select(static i => KeyValuePair.Create($"{i}", StoreValue.Undefined))));
            RequireSize(SetValue.Create(Enumerable.Range(0, length).Select(static i => (StoreValue)i)));
            RequireSize(MapValue.Create(Enumerable.Range(0, length).Select(static i => KeyValuePair.Create((StoreValue)i, StoreValue.Null))));
        }

        for (int power = 0; power <= 53; power++)
        {
            for (int offset = -2; offset <= 2; offset++)
            {
                double number = Math.Pow(2, power) + offset;
                RequireSize(number);
                RequireSize(-number);
                RequireSize(number + 0.5);
            }
        }

        foreach (double number in (double[])[0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon]) RequireSize(number);
        foreach (long seconds in (long[])[-62_135_596_800, -1, 0, 1, uint.MaxValue, uint.MaxValue + 1L, (1L << 34) - 1, 1L << 34, 253_402_300_799])
        {
            foreach (int rest in (int[])[0, 1, 999]) RequireSize(StoreValue.FromUnixMilliseconds(seconds * 1000 + rest));
        }
    }

    [Fact]
    public void What_no_buffer_could_hold_is_refused_and_not_encoded()
    {
        // one string, named 100,000 times
        StoreValue value = new string('a', 100_000);
        for (int level = 0; level < 5; level++) value = ArrayValue.Create(Enumerable.Repeat(value, 10));
        var refusal = Assert.Throws<StoreException>(() => OperationLimits.Validate(new SetOperation(Me, 0, 1, StorePath.Of("a"), value), StoreLimits.Default));
        Assert.Equal(StoreErrorCode.TooLarge, refusal.Code);
    }

    private static void RequireSize(StoreValue value) => RequireSize(new SetOperation(Me, 0, 1, StorePath.Of("a"), value));

    private static void RequireSize(Operation operation)
    {
        var writer = new MessagePackWriter();
        OperationEncoding.Write(writer, operation);
        Assert.Equal(writer.Length, OperationSize.Of(operation));
    }
}
