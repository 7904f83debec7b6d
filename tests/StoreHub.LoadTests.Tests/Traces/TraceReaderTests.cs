using System.IO.Compression;
using System.Text;
using System.Text.Json;
using StoreHub.LoadTests.Traces;

namespace StoreHub.LoadTests.Tests.Traces;

public sealed class TraceReaderTests
{
    [Fact]
    public void Reads_a_sequential_trace_in_code_points()
    {
        Trace trace = Read("""{"startContent":"a","endContent":"😀é","txns":[{"patches":[[0,1,"😀é"],[2,0,""]]},{"patches":[]}]}""");

        Assert.False(trace.IsConcurrent);
        Assert.Equal(("a", "😀é", 1), (trace.StartContent, trace.EndContent, trace.AuthorCount));
        Assert.Equal(2, trace.Transactions.Count);
        TracePatch patch = trace.Transactions[0].Patches[0];
        Assert.Equal((0, 1), (patch.Position, patch.Deleted));
        Assert.Equal(["😀", "é"], patch.Inserted);
        Assert.True(trace.Transactions[0].Patches[1].IsEmpty);
    }

    [Fact]
    public void Reads_a_concurrent_trace()
    {
        Trace trace = Read("""{"kind":"concurrent","endContent":"b","numAgents":2,"txns":[{"parents":[],"agent":1,"patches":[[0,0,"a"]]},{"parents":[0],"agent":0,"patches":[[0,1,"b"]]}]}""");

        Assert.True(trace.IsConcurrent);
        Assert.Equal([1, 0], trace.Transactions.Select(transaction => transaction.Author));
        Assert.Equal([0], trace.Transactions[1].Parents);
    }

    [Theory]
    [InlineData("[]", "no object")]
    [InlineData("""{"txns":[]}""", "endContent")]
    [InlineData("""{"endContent":""}""", "txns")]
    [InlineData("""{"kind":"other","endContent":"","txns":[]}""", "'other'")]
    [InlineData("""{"kind":"concurrent","endContent":"","numAgents":0,"txns":[]}""", "numAgents")]
    [InlineData("""{"endContent":"","txns":[{"patches":[[0,0,"a"]]},{"patches":[[0,0]]}]}""", "patch 0 of transaction 1")]
    [InlineData("""{"endContent":"","txns":[{"patches":[[-1,0,"a"]]}]}""", "position of patch 0 of transaction 0")]
    [InlineData("""{"endContent":"","txns":[{"patches":[[0,0.5,"a"]]}]}""", "deleted")]
    [InlineData("""{"endContent":"","txns":[{"patches":[[0,0,"\ud800"]]}]}""", "lone surrogate")]
    [InlineData("""{"kind":"concurrent","endContent":"","numAgents":1,"txns":[{"parents":[0],"agent":0,"patches":[]}]}""", "parent 0")]
    [InlineData("""{"kind":"concurrent","endContent":"","numAgents":1,"txns":[{"parents":[],"agent":1,"patches":[]}]}""", "agent 1")]
    public void Says_what_is_wrong_with_what_is_no_trace(string json, string named) =>
        Assert.Contains(named, Assert.Throws<TraceException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Knows_a_packed_file_by_its_content(bool packed)
    {
        string path = Path.GetTempFileName();
        try
        {
            using (FileStream file = File.Create(path))
            using (Stream content = packed ? new GZipStream(file, CompressionLevel.Fastest) : file)
                content.Write(Encoding.UTF8.GetBytes("""{"endContent":"x","txns":[]}"""));

            Assert.Equal("x", TraceReader.Read(path).EndContent);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Refuses_a_file_that_is_no_json()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "{");
            Assert.Contains(path, Assert.Throws<TraceException>(() => TraceReader.Read(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Trace Read(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return TraceReader.Read("test", document.RootElement);
    }
}
