using System.Threading.Channels;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Stores;

public sealed class CompactionTests
{
    [Fact]
    public async Task While_snapshots_cannot_be_saved_nothing_is_trimmed_and_it_is_tried_again()
    {
        var snapshots = new FailingSnapshots();
        await using RunningHub hub = await RunningHub.StartAsync(options => options.MaxTailOperations = 8, snapshots: snapshots);
        await using RawClient writer = await hub.ConnectAsync();
        await writer.OpenAsync("s", "a");
        long seq = 0;
        for (; seq < 30; seq++) Assert.Null((await writer.SubmitAsync("s", Make.Set("a", seq, "k", seq))).Error);
        await snapshots.Tried.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, (await writer.StatusAsync("s")).TailStart);

        snapshots.Works = true;
        StatusResult status;
        do
        {
            Assert.Null((await writer.SubmitAsync("s", Make.Set("a", seq, "k", seq++))).Error);
            status = await writer.StatusAsync("s");
        }
        while (status.TailStart == 1 && seq < 1000);
        Assert.InRange(status.TailStart, 2, seq);
        Assert.True((await snapshots.LoadAsync(StoreName.Parse("s")))!.Id.Revision >= status.TailStart - 1);
    }

    [Fact]
    public async Task A_large_snapshot_is_made_beside_the_writers_and_is_the_state()
    {
        using var folder = new TempFolder();
        string hash;
        await using (RunningHub hub = await RunningHub.StartAsync(options => (options.DataPath, options.MaxTailOperations, options.MaxTailBytes) = (folder.Path, 20, 1 << 20)))
        {
            await using RawClient writer = await hub.ConnectAsync();
            await writer.OpenAsync("s", "a");
            var seen = new HashSet<long>();
            string text = new('x', 100_000);
            for (long seq = 0; seq < 100 || seen.Count < 4; seq++)
            {
                Assert.Null((await writer.SubmitAsync("s", Make.Set("a", seq, $"k{seq % 30}", text + seq))).Error);
                seen.Add((await writer.StatusAsync("s", hash: false)).TailStart);
                Assert.True(seq < 2000, "Nothing is trimmed.");
            }

            StatusResult status = await writer.StatusAsync("s");
            while (status.StateRevision < status.Revision) status = await writer.StatusAsync("s");
            hash = status.StateHash!;
        }

        await using RunningHub again = await RunningHub.StartAsync(options => options.DataPath = folder.Path);
        await using RawClient reader = await again.ConnectAsync();
        await reader.OpenReaderAsync("s");
        Assert.Equal(hash, (await reader.StatusAsync("s")).StateHash);
    }

    private sealed class FailingSnapshots : ISnapshotStore
    {
        private readonly MemorySnapshotStore _inner = new();

        public Channel<bool> Tried { get; } = Channel.CreateUnbounded<bool>();

        public bool Works { get; set; }

        public ValueTask<StoredSnapshot?> LoadAsync(StoreName name, CancellationToken cancellationToken = default) => _inner.LoadAsync(name, cancellationToken);

        public ValueTask DeleteAsync(StoreName name, CancellationToken cancellationToken = default) => _inner.DeleteAsync(name, cancellationToken);

        public ValueTask<bool> SaveAsync(StoreName name, StoredSnapshot snapshot, SnapshotId? replaces, CancellationToken cancellationToken = default)
        {
            Tried.Writer.TryWrite(true);
            return Works ? _inner.SaveAsync(name, snapshot, replaces, cancellationToken) : throw new IOException("The disk is full.");
        }
    }
}
