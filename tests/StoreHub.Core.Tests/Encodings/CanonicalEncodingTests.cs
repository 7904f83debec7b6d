using System.Text;
using StoreHub.Core.Tests.Generators;
using StoreHub.Encodings;

namespace StoreHub.Core.Tests.Encodings;

public class CanonicalEncodingTests
{
    [Fact]
    public void Keys_stand_in_the_order_of_their_utf8_bytes_at_every_level()
    {
        // U+FFFF is 3 bytes (ef…), U+10000 is 4 (f0…), though its first UTF-16 unit is the smaller
        StoreValue value = StoreHub.Json.TaggedJson.Parse("""{"\uD800\uDC00":1,"\uFFFF":2,"b":{"y":1,"x":2},"ab":3,"a":4,"":5}""");
        Assert.Equal("86a005a16104a2616203a16282a17802a17901a3efbfbf02a4f090808001", Convert.ToHexStringLower(CanonicalEncoding.ToBytes(value)));
    }

    [Fact]
    public void The_order_without_bytes_is_the_order_of_the_bytes()
    {
        var values = new SampleValues(7);
        for (int i = 0; i < 100_000; i++)
        {
            (string left, string right) = (values.Text(), values.Text());
            int bytes = Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
            Assert.True(Math.Sign(bytes) == Math.Sign(Utf8KeyOrder.Compare(left, right)), $"{left} and {right}");
        }
    }

    [Fact]
    public void Equal_values_and_only_those_have_equal_bytes()
    {
        for (int seed = 0; seed < 3_000; seed++)
        {
            var values = new SampleValues(seed);
            ObjectValue value = values.Object();
            StoreValue shuffled = ObjectValue.Create(value.OrderBy(_ => values.Random.Next()));
            Assert.True(value == shuffled, $"seed {seed}");
            Assert.True(StateHash.Of(value) == StateHash.Of(shuffled), $"seed {seed}");
            StoreValue other = values.Object();
            Assert.True((shuffled == other) == CanonicalEncoding.ToBytes(shuffled).AsSpan().SequenceEqual(CanonicalEncoding.ToBytes(other)), $"seed {seed}");
        }
    }

    [Fact]
    public void Canonical_bytes_read_back_as_the_value()
    {
        for (int seed = 0; seed < 2_000; seed++)
        {
            StoreValue value = new SampleValues(seed).Next();
            Assert.True(value == ValueEncoding.FromBytes(CanonicalEncoding.ToBytes(value)), $"seed {seed}");
        }
    }

    [Fact]
    public void A_hash_is_the_sha256_of_the_canonical_bytes_in_lower_case()
    {
        StateHash hash = StateHash.Of(ObjectValue.Empty);
        Assert.Equal("76be8b528d0075f7aae98d6fa57a6d3c83ae480a8469e668d7b0af968995ac71", hash.ToString());
        Assert.Equal(hash, StateHash.Of([0x80]));
        Assert.Equal(hash, StateHash.Parse(hash.ToString().ToUpperInvariant()));
        Assert.Equal(hash, StateHash.FromBytes(hash.ToArray()));
        Assert.NotEqual(hash, StateHash.Of(StoreValue.Null));
        Assert.False(StateHash.TryParse("76be", out _));
        Assert.False(StateHash.TryParse(new string('g', 64), out _));
        Assert.Throws<FormatException>(() => StateHash.Parse(""));
        Assert.Throws<ArgumentException>(() => StateHash.FromBytes([1]));
    }
}
