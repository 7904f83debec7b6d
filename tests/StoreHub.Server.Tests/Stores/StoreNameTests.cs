using StoreHub.Server.Stores;

namespace StoreHub.Server.Tests.Stores;

public sealed class StoreNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("rooms/42~draft_1.v-2")]
    public void Names_are_letters_digits_and_a_few_signs(string text) => Assert.Equal(text, StoreName.Parse(text).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a\n")]
    [InlineData("{tag}")]
    public void Others_are_refused(string? text) =>
        Assert.Equal(StoreErrorCode.InvalidStoreName, Assert.Throws<StoreException>(() => StoreName.Parse(text)).Code);

    [Fact]
    public void Names_have_at_most_128_characters()
    {
        Assert.True(StoreName.TryParse(new string('a', 128), out _));
        Assert.False(StoreName.TryParse(new string('a', 129), out _));
    }
}
