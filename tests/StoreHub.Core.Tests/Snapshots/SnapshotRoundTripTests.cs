using StoreHub.Core.Tests.Generators;
using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Core.Tests.Snapshots;

/// <summary>Snapshot + tail = whole, for random histories.</summary>
public sealed class SnapshotRoundTripTests
{
    private const int Histories = 1500;

    [Fact]
    public void BinarySnapshotAndTailAreTheWhole() => ForEachHistory((records, cut) =>
    {
        byte[] bytes = Fold(new SettledState(), records.Take(cut)).EncodeSnapshot();
        SettledState decoded = SettledState.DecodeSnapshot(bytes);
        Assert.Equal(bytes, decoded.EncodeSnapshot());
        SameWhole(records, Fold(decoded, records.Skip(cut)));
    });

    [Fact]
    public void JsonSnapshotAndTailAreTheWhole() => ForEachHistory((records, cut) =>
    {
        SettledState before = Fold(new SettledState(), records.Take(cut));
        byte[] json = before.EncodeSnapshotJson();
        SettledState decoded = SettledState.DecodeSnapshotJson(json);
        Assert.Equal(before.EncodeSnapshot(), decoded.EncodeSnapshot());
        Assert.Equal(json, decoded.EncodeSnapshotJson());
        SameWhole(records, Fold(decoded, records.Skip(cut)));
    });

    [Fact]
    public void CanonicalBytesOfTheTreeAreThoseOfItsCopy() => ForEachHistory((records, cut) =>
    {
        SettledState state = Fold(new SettledState(), records.Take(cut));
        Assert.Equal(CanonicalEncoding.ToBytes(state.ToValue()), state.ToCanonicalBytes());
        Assert.Equal(StateHash.Of(state.ToValue()), state.ComputeHash());
    });

    [Fact]
    public void CanonicalBytesOfAReplicaIncludeItsOverlay()
    {
        var replica = new Replica(SourceId.Parse("me"));
        byte[] empty = replica.ToCanonicalBytes();
        replica.Write(RandomOperations.Furniture(replica.Source, 1, 4));
        Assert.NotEqual(empty, replica.ToCanonicalBytes());
        Assert.Equal(CanonicalEncoding.ToBytes(replica.ToValue()), replica.ToCanonicalBytes());
        Assert.Equal(empty, replica.ReadSettled(static settled => settled.ToCanonicalBytes()));
    }

    private static void SameWhole(IReadOnlyList<HistoryRecord> records, SettledState resumed)
    {
        SettledState whole = Fold(new SettledState(), records);
        Assert.Equal(whole.EncodeSnapshot(), resumed.EncodeSnapshot());
        Assert.Equal(whole.ComputeHash(), resumed.ComputeHash());
    }

    private static SettledState Fold(SettledState state, IEnumerable<HistoryRecord> records)
    {
        foreach (HistoryRecord record in records) state.Apply(record);
        return state;
    }

    private static void ForEachHistory(Action<IReadOnlyList<HistoryRecord>, int> check) => Seeds.Run(Histories, seed =>
    {
        IReadOnlyList<HistoryRecord> records = SnapshotStates.History(seed);
        check(records, new Dice(seed).Next(records.Count + 1));
    });
}
