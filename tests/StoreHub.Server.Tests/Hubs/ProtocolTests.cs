using StoreHub.Protocol.Messages;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Hubs;

public sealed class ProtocolTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_one_writes_the_other_gets_and_the_author_hears_that_it_is_durable(bool json)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient writer = await hub.ConnectAsync(json);
        await using RawClient reader = await hub.ConnectAsync(!json);
        OpenResult opened = await writer.OpenAsync("cart", "alice");
        Assert.Null(opened.Error);
        Assert.Equal(0, opened.ExpectedSeq);
        Assert.Equal(-1, opened.AcknowledgedSeq);
        Assert.NotEmpty(opened.Epoch);
        Assert.Equal(1 << 20, opened.Limits!.MaxFrameBytes);
        await reader.OpenReaderAsync("cart");

        SubmitResult submitted = await writer.SubmitAsync("cart", Make.Set("alice", 0, "name", "Alice"), Make.Sets("alice", 1, 3));

        Assert.Null(submitted.Error);
        Assert.Equal(3, submitted.SequencedSeq);
        Assert.Equal(4, submitted.ExpectedSeq);
        RecordsMessage relayed = await reader.NextAsync<RecordsMessage>();
        Assert.Equal((opened.Epoch, 1, 4), (relayed.Epoch, relayed.First, relayed.Last));
        Assert.Equal([1, 3], relayed.Records.Select(record => record.Count));
        AckMessage acknowledged = await writer.NextAsync<AckMessage>();
        Assert.Equal(("cart", "alice", 3L, 4L), (acknowledged.Store, acknowledged.Source, acknowledged.Seq, acknowledged.Revision));
        StatusResult status = await writer.StatusAsync("cart");
        Assert.Equal((4L, 4L, 2, 1), (status.Revision, status.DurableRevision, status.Subscribers, status.Sources));
        Assert.Equal(64, status.StateHash!.Length);
        Assert.Empty(hub.Logs.Errors);
    }
}
