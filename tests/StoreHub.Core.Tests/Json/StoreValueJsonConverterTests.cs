using System.Text.Json;

namespace StoreHub.Core.Tests.Json;

public sealed class StoreValueJsonConverterTests
{
    [Fact]
    public void The_serializer_writes_and_reads_values_as_tagged_json()
    {
        StoreValue value = StoreValue.From(new { when = DateTimeOffset.UnixEpoch, list = new object?[] { 1, null, double.NaN } });
        string json = JsonSerializer.Serialize(new { value });
        Assert.Equal("""{"value":{"when":{"$date":0},"list":[1,null,{"$number":"NaN"}]}}""", json);
        Assert.Equal(value, JsonSerializer.Deserialize<Dictionary<string, StoreValue>>(json)!["value"]);
        Assert.Equal(StoreValue.Null, JsonSerializer.Deserialize<StoreValue>("null"));
    }
}
