using System.Text;
using StoreHub.Storage;

namespace StoreHub.Core.Tests.Storage;

public sealed class StoreFolderNameTests
{
    [Theory]
    [InlineData("cart", "store-cart")]
    [InlineData("Cart", "store-+cart")]
    [InlineData(".", "store-%2e")]
    [InlineData("..", "store-%2e%2e")]
    [InlineData("a/../b", "store-a%2f%2e%2e%2fb")]
    [InlineData("CON", "store-+c+o+n")]
    [InlineData("a_b-c~1", "store-a_b-c%7e1")]
    public void Names_are_written_out_and_read_back(string store, string folder)
    {
        Assert.Equal(folder, StoreFolderName.Of(store));
        Assert.Equal(store, StoreFolderName.TryParse(folder));
    }

    [Theory]
    [InlineData("")]
    [InlineData("cart")]
    [InlineData("store-Cart")]
    [InlineData("store-%41")]
    [InlineData("store-%2F")]
    [InlineData("store-%2")]
    [InlineData("store-%")]
    [InlineData("store-+")]
    [InlineData("store-+A")]
    [InlineData("store-a.b")]
    public void What_is_never_written_is_no_such_folder(string folder) => Assert.Null(StoreFolderName.TryParse(folder));

    [Fact]
    public void Long_names_fit_and_differ_and_are_not_read_back()
    {
        string[] names = [.. new[] { "a", "A", "/", "." }.SelectMany(static c => new[] { string.Concat(Enumerable.Repeat(c, 128)), string.Concat(Enumerable.Repeat(c, 127)) + "b", string.Concat(Enumerable.Repeat(c, 127)) + "B" })];
        string[] folders = [.. names.Select(StoreFolderName.Of)];
        Assert.All(folders, static folder => Assert.InRange(Encoding.UTF8.GetByteCount(folder), 1, 255));
        Assert.Equal(folders.Length, folders.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(folders.Where(static folder => folder.Contains('=', StringComparison.Ordinal)), static folder => Assert.Null(StoreFolderName.TryParse(folder)));
    }
}
