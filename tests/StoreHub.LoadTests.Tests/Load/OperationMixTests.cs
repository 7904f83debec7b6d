using StoreHub.LoadTests.Load;

namespace StoreHub.LoadTests.Tests.Load;

public class OperationMixTests
{
    [Fact]
    public void Kinds_come_as_often_as_their_weights_say()
    {
        Assert.True(OperationMix.TryParse("set=6, push=3,map-set", out OperationMix? mix, out _));
        var random = new Random(1);
        int[] counts = new int[Enum.GetValues<OperationKind>().Length];
        for (int i = 0; i < 10_000; i++) counts[(int)mix.Pick(random)]++;
        Assert.InRange(counts[(int)OperationKind.Set], 5800, 6200);
        Assert.InRange(counts[(int)OperationKind.Push], 2800, 3200);
        Assert.InRange(counts[(int)OperationKind.MapSet], 850, 1150);
        Assert.True(mix.Has(OperationKind.Push) && !mix.Has(OperationKind.Delete));
    }

    [Theory]
    [InlineData("", "at least one")]
    [InlineData("set=0", "at least one")]
    [InlineData("overwrite=1", "overwrite")]
    [InlineData("set=-1", "set=-1")]
    [InlineData("set=many", "set=many")]
    [InlineData("set=1=2", "set=1=2")]
    public void What_is_no_mix_is_named(string text, string named)
    {
        Assert.False(OperationMix.TryParse(text, out _, out string? error));
        Assert.Contains(named, error, StringComparison.Ordinal);
    }
}
