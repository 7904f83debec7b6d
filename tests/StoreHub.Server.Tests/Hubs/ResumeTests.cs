using StoreHub.Protocol.Messages;
using StoreHub.Replicas;
using StoreHub.Server.Logs;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Hubs;

public sealed class ResumeTests
{
    private readonly MemoryOperationLog _log = new(TimeProvider.System, TimeSpan.FromSeconds(1));
    private readonly MemorySnapshotStore _snapshots = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_has_nothing_begins_with_a_snapshot_in_pieces(bool json)
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.SnapshotChunkBytes = 64);
        await using RawClient writer = await hub.ConnectAsync();
        await writer.OpenAsync("s", "a");
        await writer.SubmitAsync("s", Make.Set("a", 0, "text", string.Concat(Enumerable.Repeat("grün €𝄞 ", 40))), Make.Set("a", 1, "k", 1));
        await using RawClient joiner = await hub.ConnectAsync(json);
        OpenResult opened = await joiner.OpenReaderAsync("s");
        Assert.False(opened.Delta);
        SettledState state = await SnapshotAsync(joiner, json, expectedRevision: 2);
        Assert.Equal((await writer.StatusAsync("s")).StateHash, state.ComputeHash().ToString());
        await writer.SubmitAsync("s", Make.Set("a", 2, "k", 2));
        Assert.Equal((3, 3), Bounds(await joiner.NextAsync<RecordsMessage>()));
    }

    [Fact]
    public async Task A_cursor_of_this_epoch_goes_on_where_it_stands()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient writer = await hub.ConnectAsync();
        OpenResult opened = await writer.OpenAsync("s", "a");
        await writer.SubmitAsync("s", Make.Sets("a", 0, 2), Make.Sets("a", 2, 2));
        await using RawClient joiner = await hub.ConnectAsync();
        Assert.True((await joiner.OpenReaderAsync("s", new Cursor(opened.Epoch, 2))).Delta);
        Assert.Equal((3, 4), Bounds(await joiner.NextAsync<RecordsMessage>()));
        Assert.True((await joiner.OpenReaderAsync("s", new Cursor(opened.Epoch, 4))).Delta);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public async Task A_cursor_inside_a_transaction_or_beyond_the_end_gets_a_snapshot(long revision)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient writer = await hub.ConnectAsync();
        OpenResult opened = await writer.OpenAsync("s", "a");
        await writer.SubmitAsync("s", Make.Sets("a", 0, 2), Make.Sets("a", 2, 2));
        await using RawClient joiner = await hub.ConnectAsync();
        Assert.False((await joiner.OpenReaderAsync("s", new Cursor(opened.Epoch, revision))).Delta);
        await SnapshotAsync(joiner, json: false, expectedRevision: 4);
    }

    [Fact]
    public async Task Cursors_of_earlier_epochs_resume_up_to_where_history_still_stands()
    {
        var epochs = new List<string>();
        async Task LiveAsync(int operations, long lose)
        {
            await using RunningHub hub = await RunningHub.StartAsync(log: _log, snapshots: _snapshots);
            await using RawClient writer = await hub.ConnectAsync();
            OpenResult opened = await writer.OpenAsync("s", "a");
            epochs.Add(opened.Epoch);
            for (int i = 0; i < operations; i++) await writer.SubmitAsync("s", Make.Set("a", opened.ExpectedSeq + i, "k", i));
            await writer.DisposeAsync();
            await hub.StopAsync();
            _log.Lose(StoreName.Parse("s"), lose);
        }

        await LiveAsync(10, lose: 8);
        await LiveAsync(2, lose: 6);
        await LiveAsync(3, lose: 9);

        await using RunningHub hub = await RunningHub.StartAsync(log: _log, snapshots: _snapshots);
        await using RawClient joiner = await hub.ConnectAsync();
        async Task<bool> ResumesAsync(string epoch, long revision) => (await joiner.OpenReaderAsync("s", new Cursor(epoch, revision))).Delta;
        Assert.True(await ResumesAsync(epochs[0], 6));
        Assert.False(await ResumesAsync(epochs[0], 7));
        Assert.True(await ResumesAsync(epochs[1], 6));
        Assert.False(await ResumesAsync(epochs[1], 7));
        Assert.True(await ResumesAsync(epochs[2], 9));
        Assert.False(await ResumesAsync("unknown", 1));
        Assert.Equal(4, epochs.Append((await joiner.OpenReaderAsync("s")).Epoch).Distinct().Count());
    }

    [Fact]
    public async Task What_the_hub_lost_is_not_acknowledged_any_more()
    {
        await using (RunningHub first = await RunningHub.StartAsync(log: _log, snapshots: _snapshots))
        {
            await using RawClient writer = await first.ConnectAsync();
            await writer.OpenAsync("s", "a");
            await writer.SubmitAsync("s", Make.Set("a", 0, "k", 0), Make.Set("a", 1, "k", 1));
        }

        _log.Lose(StoreName.Parse("s"), 1);
        await using RunningHub hub = await RunningHub.StartAsync(log: _log, snapshots: _snapshots);
        await using RawClient client = await hub.ConnectAsync();
        OpenResult opened = await client.OpenAsync("s", "a");
        Assert.Equal((1, 0, 1), (opened.ExpectedSeq, opened.AcknowledgedSeq, opened.Revision));
    }

    [Fact]
    public async Task Behind_the_trimmed_tail_a_snapshot_comes_and_recovery_goes_by_it()
    {
        string? hash;
        OpenResult opened;
        await using (RunningHub first = await RunningHub.StartAsync(options => options.MaxTailOperations = 20, _log, _snapshots))
        {
            await using RawClient writer = await first.ConnectAsync();
            opened = await writer.OpenAsync("s", "a");
            for (int i = 0; i < 100; i++) await writer.SubmitAsync("s", Make.Set("a", i, "k" + (i % 7), i));
            StatusResult status = await writer.StatusAsync("s");
            hash = status.StateHash;
            Assert.InRange(status.TailStart, 70, 92);
            await using RawClient joiner = await first.ConnectAsync();
            Assert.False((await joiner.OpenReaderAsync("s", new Cursor(opened.Epoch, 50))).Delta);
            SettledState state = await SnapshotAsync(joiner, json: false, expectedRevision: null);
            Assert.InRange(state.Revision, status.TailStart - 1, 100);
            if (state.Revision < 100) Assert.Equal((state.Revision + 1, 100), Bounds(await joiner.NextAsync<RecordsMessage>()));
            Assert.True((await joiner.OpenReaderAsync("s", new Cursor(opened.Epoch, 99))).Delta);
            Assert.Equal(100, (await writer.SubmitAsync("s", Make.Set("a", 0, "other", 1))).ExpectedSeq);
        }

        await using RunningHub hub = await RunningHub.StartAsync(log: _log, snapshots: _snapshots);
        await using RawClient client = await hub.ConnectAsync();
        OpenResult again = await client.OpenAsync("s", "a", new Cursor(opened.Epoch, 100));
        Assert.True(again.Delta);
        Assert.Equal((100, 99), (again.ExpectedSeq, again.AcknowledgedSeq));
        Assert.Equal(hash, (await client.StatusAsync("s")).StateHash);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_joins_late_gets_the_state_and_little_history(bool json)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        await using RawClient writer = await hub.ConnectAsync();
        await writer.OpenAsync("s", "a");
        await writer.SubmitAsync("s", Make.Set("a", 0, "k", 0));
        for (int round = 1; round <= 3; round++)
        {
            await using RawClient joiner = await hub.ConnectAsync(json);
            await joiner.OpenReaderAsync("s");
            SettledState state = await SnapshotAsync(joiner, json, expectedRevision: null);
            long head = 1 + (round - 1) * 1000;
            // some 20 bytes each
            Assert.InRange(state.Revision, head - (json ? 50 : 250), head);
            await writer.SubmitAsync("s", [.. Enumerable.Range(0, 1000).Select(i => Make.Set("a", head + i, "k", i))]);
        }
    }

    private static (long First, long Last) Bounds(RecordsMessage records) => (records.First, records.Last);

    private static async Task<SettledState> SnapshotAsync(RawClient client, bool json, long? expectedRevision)
    {
        var content = new List<byte>();
        for (int index = 0; ; index++)
        {
            SnapshotChunk chunk = await client.NextAsync<SnapshotChunk>();
            Assert.Equal(index, chunk.Index);
            if (expectedRevision is not null) Assert.Equal(expectedRevision, chunk.Revision);
            content.AddRange(chunk.Data.Span);
            if (index + 1 < chunk.Count) continue;
            SettledState state = json ? SettledState.DecodeSnapshotJson(content.ToArray()) : SettledState.DecodeSnapshot(content.ToArray());
            Assert.Equal(chunk.Revision, state.Revision);
            return state;
        }
    }
}
