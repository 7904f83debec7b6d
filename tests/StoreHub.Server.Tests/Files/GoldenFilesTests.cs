using StoreHub.Operations;
using StoreHub.Replicas;
using StoreHub.Server.Files;
using StoreHub.Server.Files.Disks;
using StoreHub.Server.Files.Format;
using StoreHub.Server.Logs;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Testing;
using StoreHub.Tests;

namespace StoreHub.Server.Tests.Files;

/// <summary>
/// Files of format version 1 (docs/storage.md), which every later version must read: these are never made anew. Whoever changes the format adds
/// a folder beside them.
/// </summary>
public sealed class GoldenFilesTests
{
    private static readonly StoreName Name = StoreName.Parse("shop/Cart");
    private static readonly SourceOwner Owner = new("alice", new string('5', 64));
    private static readonly string Golden = Path.Combine(Repository.Root, "tests", "StoreHub.Server.Tests", "Files", "Golden", "v1");

    [Fact]
    public void The_files_of_version_1_are_written_byte_by_byte()
    {
        foreach ((string file, byte[] content) in Files())
        {
            string path = Path.Combine(FolderPath, file);
            Assert.True(File.Exists(path), path);
            Assert.Equal(Convert.ToHexStringLower(File.ReadAllBytes(path)), Convert.ToHexStringLower(content));
        }
    }

    [Fact]
    public void The_files_of_version_1_are_read()
    {
        RecoveredLog recovered = LogReader.Read(new StoreFolder(new LocalDisk(), Golden, Name));
        Assert.Equal((1, 8, 4), (recovered.TrimmedThrough, recovered.Sequencer.LastRevision, recovered.Records.Count));
        Assert.Equal([RecordKind.Void, RecordKind.Floor, RecordKind.Transaction, RecordKind.Forget], recovered.Records.Select(record => record.Kind));
        Assert.Equal((7, 1), (recovered.Vouched.Revision, recovered.Unvouched.Count));
        Assert.Equal([new EpochEnd("epoch-1", 1), new EpochEnd("epoch-2", 8)], recovered.Ends);
        Assert.Equal([new(SourceId.Parse("b"), Owner)], recovered.Owners);
        Assert.Equal((0, 2), (recovered.Sequencer.ExpectedSeq(SourceId.Parse("a")), recovered.Sequencer.ExpectedSeq(SourceId.Parse("b"))));
        Assert.Equal(3, recovered.TornBytes);
        var folder = new StoreFolder(new LocalDisk(), Golden, Name);
        StoredSnapshot snapshot = SnapshotHead.ReadFile(folder.SnapshotPath, File.ReadAllBytes(folder.SnapshotPath), Name);
        Assert.Equal(new SnapshotId("epoch-1", 1), snapshot.Id);
        var state = SettledState.DecodeSnapshot(snapshot.Content.Span);
        foreach (HistoryRecord record in recovered.Records) state.Apply(record);
        Assert.Equal("""{"n":1,"items":["x","y"]}""", state.ToValue().ToString());
    }

    private static string FolderPath => new StoreFolder(new LocalDisk(), Golden, Name).Path;

    /// <summary>Two segments, the first of which is trimmed away, with each kind of frame, a torn end, and a snapshot.</summary>
    private static Dictionary<string, byte[]> Files()
    {
        var a = SourceId.Parse("a");
        var b = SourceId.Parse("b");
        HistoryRecord[] records =
        [
            HistoryRecord.Of(Make.Set("a", 0, "n", 1), 1, 1000.5),
            HistoryRecord.Void(a, 1, 3, 2, 1001),
            HistoryRecord.ForFloor(1, 5, 1002),
            HistoryRecord.Of(new Transaction(
            [
                new SetOperation(b, 0, 1, StorePath.Of("items"), ArrayValue.Create(["x"])),
                new SpliceOperation(b, 1, 1, StorePath.Of("items"), 1, 0, ["y"], null),
            ], 1), 6, 1003),
            HistoryRecord.Forget([a], 8, 1004),
        ];
        var state = new SettledState();
        state.Apply(records[0]);
        LogCheckpoint checkpoint = LogCheckpoint.At(0, 0, 0);
        checkpoint.Apply(new LogEntry(records[0], Owner));
        var frames = new FrameWriter();
        const ulong salt = 0x0102030405060708;
        frames.Record(records[1]);
        frames.Record(records[2]);
        frames.Mark(salt, 5);
        frames.Owner(b, Owner);
        frames.Record(records[3]);
        frames.Mark(salt, 7);
        frames.Record(records[4]);
        return new Dictionary<string, byte[]>
        {
            ["0000000002.log"] = [.. new SegmentHead(Name, salt, "epoch-2", [new EpochEnd("epoch-1", 1)], checkpoint).ToBytes(), .. frames.Written, 9, 0, 0],
            [StoreFolder.SnapshotName] = [.. SnapshotHead.ToBytes(Name, new StoredSnapshot(new SnapshotId("epoch-1", 1), state.EncodeSnapshot())), .. state.EncodeSnapshot()],
        };
    }
}
