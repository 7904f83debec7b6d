using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Core.Tests.Snapshots;

/// <summary>What a snapshot costs.</summary>
public sealed class SnapshotSizeTests
{
    [Fact]
    public void ATypedDocumentCostsTwoBytesPerCharacter()
    {
        SettledState state = SnapshotStates.Typed(100_000);
        byte[] bytes = state.EncodeSnapshot();
        Assert.InRange(bytes.Length, 200_000, 200_100);
        SettledState decoded = SettledState.DecodeSnapshot(bytes);
        Assert.Equal(bytes, decoded.EncodeSnapshot());
        Assert.Equal(state.ComputeHash(), decoded.ComputeHash());
    }

    [Fact]
    public void TombstonesOfAnErasedDocumentCostTheirRevisions()
    {
        SettledState state = SnapshotStates.Typed(1000);
        var source = SourceId.Parse("typist");
        ElementId[] all = [.. Enumerable.Range(1, 1000).Select(seq => new ElementId(source, seq, 0))];
        SnapshotStates.Apply(state, new SpliceOperation(source, 1001, 2000, StorePath.Of("text"), 0, 1000, [], new SpliceAnchors(null, null, all)));
        byte[] bytes = state.EncodeSnapshot();
        Assert.InRange(bytes.Length, 3000, 3100);
        SettledState decoded = SettledState.DecodeSnapshot(bytes);
        Assert.Equal(1000, decoded.TombstoneCount);
        foreach (SettledState one in (SettledState[])[state, decoded])
        {
            one.Apply(HistoryRecord.ForFloor(one.Revision, one.Revision + 1, 3000));
            Assert.Equal(0, one.TombstoneCount);
            Assert.InRange(one.EncodeSnapshot().Length, 1, 60);
        }

        Assert.Equal(state.EncodeSnapshot(), decoded.EncodeSnapshot());
    }
}
