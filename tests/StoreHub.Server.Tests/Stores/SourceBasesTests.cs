using StoreHub.Operations;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Stores;

public sealed class SourceBasesTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);
    private static readonly SourceId A = SourceId.Parse("a");
    private static readonly SourceId B = SourceId.Parse("b");

    private readonly ManualTime _time = new();

    [Fact]
    public void Without_sources_all_that_is_durable_may_be_forgotten() => Assert.Equal(9, Bases(false).Least(9));

    [Fact]
    public void The_least_base_counts_and_never_falls()
    {
        SourceBases bases = Bases(false);
        bases.Open(A, 2);
        bases.Open(B, 2);
        bases.Raise(A, 7, durable: 9);
        Assert.Equal(2, bases.Least(9));
        bases.Raise(B, 5, durable: 9);
        bases.Raise(B, 3, durable: 9);
        Assert.Equal(5, bases.Least(9));
        bases.Open(B, 0);
        Assert.Equal(5, bases.Least(9));
    }

    [Fact]
    public void No_base_is_taken_above_what_is_durable()
    {
        SourceBases bases = Bases(false);
        bases.Open(A, 0);
        bases.Raise(A, 100, durable: 4);
        Assert.Equal(4, bases.Least(9));
    }

    [Fact]
    public void An_offline_source_counts_for_the_grace_time()
    {
        SourceBases bases = Bases(false);
        bases.Open(A, 3);
        bases.Leave(A);
        _time.Advance(Grace - TimeSpan.FromSeconds(1));
        Assert.Equal(3, bases.Least(9));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(9, bases.Least(9));
    }

    [Fact]
    public void After_recovery_sources_from_before_have_the_grace_time_to_come_back()
    {
        SourceBases bases = Bases(true);
        Assert.Equal(0, bases.Least(9));
        _time.Advance(Grace);
        Assert.Equal(9, bases.Least(9));
    }

    [Fact]
    public void Sources_that_left_are_forgotten_after_the_grace_time_without_anybody_asking_for_the_least()
    {
        SourceBases bases = Bases(false);
        bases.Open(A, 0);
        bases.Open(B, 0);
        bases.Leave(A);
        bases.Leave(B);
        bases.Open(B, 0);
        Assert.Equal(2, bases.Count);
        _time.Advance(Grace);
        bases.Open(SourceId.Parse("c"), 0);
        Assert.Equal(2, bases.Count);
        bases.Leave(B);
        _time.Advance(Grace);
        bases.Leave(SourceId.Parse("c"));
        Assert.Equal(1, bases.Count);
    }

    [Fact]
    public void Raising_says_whether_the_base_rose()
    {
        SourceBases bases = Bases(false);
        bases.Open(A, 2);
        Assert.Equal([true, false, false, true], [bases.Raise(A, 5, durable: 9), bases.Raise(A, 5, durable: 9), bases.Raise(B, 5, durable: 9), bases.Raise(A, 50, durable: 9)]);
        Assert.Equal(9, bases.Least(20));
    }

    private SourceBases Bases(bool mayHaveUnknown) => new(_time, Grace, mayHaveUnknown);
}
