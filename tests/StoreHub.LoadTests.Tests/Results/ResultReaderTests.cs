using System.Text.Json;
using System.Text.Json.Nodes;
using StoreHub.LoadTests.Output;
using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Tests.Results;

public sealed class ResultReaderTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Reads_back_what_was_written()
    {
        Write(SampleResults.Full());
        Assert.Equivalent(SampleResults.Full(), Assert.Single(ResultReader.Read(_path)), strict: true);

        Write(SampleResults.Empty());
        Assert.Equivalent(SampleResults.Empty(), Assert.Single(ResultReader.Read(_path)), strict: true);

        Write(SampleResults.Compared());
        Assert.Equivalent(SampleResults.Compared().Runs, ResultReader.Read(_path), strict: true);
    }

    [Theory]
    [InlineData("", "is no JSON")]
    [InlineData("{", "is no JSON")]
    [InlineData("[]", "was not written by load or compare")]
    [InlineData("null", "was not written by load or compare")]
    [InlineData("""{"trace":"a","converged":true}""", "was not written by load or compare")]
    [InlineData("""{"target":"a","samples":[]}""", "protocol")]
    [InlineData("""{"arguments":"","runs":[]}""", "a comparison without runs")]
    [InlineData("""{"arguments":"","runs":[null]}""", "null")]
    [InlineData("""{"arguments":"","runs":null}""", "runs")]
    [InlineData("""{"arguments":"","runs":5}""", "$.runs")]
    public void Names_the_file_and_says_in_a_line_what_is_wrong_with_it(string content, string named)
    {
        File.WriteAllText(_path, content);
        string message = Assert.Throws<ResultException>(() => ResultReader.Read(_path)).Message;
        Assert.StartsWith(_path, message, StringComparison.Ordinal);
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("target", "null")]
    [InlineData("seconds", "\"NaN\"")]
    [InlineData("samples", "[null]")]
    [InlineData("problems", "[null]")]
    [InlineData("latencyMs", "{}")]
    [InlineData("latencyMs", """{"count":1,"p50":1,"p90":1,"p99":1,"p999":1,"max":1,"buckets":[null]}""")]
    public void Refuses_a_result_with_a_field_that_cannot_be(string field, string value)
    {
        JsonNode result = JsonSerializer.SerializeToNode(SampleResults.Full(), ResultJson.Options)!;
        result[field] = JsonNode.Parse(value);
        File.WriteAllText(_path, result.ToJsonString());
        Assert.StartsWith(_path, Assert.Throws<ResultException>(() => ResultReader.Read(_path)).Message, StringComparison.Ordinal);
    }

    private void Write<T>(T result)
    {
        using var file = ResultFile.Open(_path);
        file.Write(result);
    }
}
