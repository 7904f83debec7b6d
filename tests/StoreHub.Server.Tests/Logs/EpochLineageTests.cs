using StoreHub.Server.Logs;

namespace StoreHub.Server.Tests.Logs;

public sealed class EpochLineageTests
{
    [Fact]
    public void A_cursor_is_valid_up_to_the_least_end_from_its_epoch_onward()
    {
        var lineage = new EpochLineage([new("a", 10), new("b", 7), new("c", 9)], "d");
        Assert.Equal(7, lineage.ValidThrough("a"));
        Assert.Equal(7, lineage.ValidThrough("b"));
        Assert.Equal(9, lineage.ValidThrough("c"));
        Assert.Equal(long.MaxValue, lineage.ValidThrough("d"));
        Assert.Equal(-1, lineage.ValidThrough("e"));
    }

    [Fact]
    public void Epochs_are_random() => Assert.NotEqual(EpochLineage.NewEpoch(), EpochLineage.NewEpoch());
}
