using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Core.Tests.Replicas;

/// <summary>Sources that history forgets, and what of them stays.</summary>
public sealed class ForgetTests
{
    private static readonly SourceId A = SourceId.Parse("a"), B = SourceId.Parse("b");

    [Fact]
    public void A_forgotten_source_leaves_the_table_and_its_effects_stay()
    {
        var state = new SettledState();
        state.Apply(Of(1, Set(A, 0, 1)));
        state.Apply(HistoryRecord.Void(B, 0, 2, 2, 2));
        Assert.Equal((0L, 1d), (state.ForgottenAt, state.Sources.Single(one => one.Key == A).Value.LastTs));
        state.Apply(HistoryRecord.Forget([B, A], 4, 3));
        Assert.Equal((4L, 4L, 0, 0), (state.Revision, state.ForgottenAt, state.Sources.Count, state.Sources.VoidCount));
        Assert.Equal(ArrayValue.Create(["x"]), state.ToValue().AsObject()["l"]);
        Assert.Equal(4, SettledState.DecodeSnapshot(state.EncodeSnapshot()).ForgottenAt);
        Assert.Equal(4, SettledState.DecodeSnapshotJson(state.EncodeSnapshotJson()).ForgottenAt);
        // as somebody new of the same name
        state.Apply(HistoryRecord.Void(A, 0, 1, 5, 4));
        Assert.Equal((0L, 5L), (state.Sources.Single().Value.LastSeq, state.Sources.Single().Value.LastRevision));
    }

    [Fact]
    public void What_is_pending_of_a_forgotten_source_stays_pending()
    {
        var replica = new Replica(A);
        replica.Write(new Transaction([Set(A, 0, 1)], 0));
        replica.Apply(Of(1, Set(A, 0, 1)));
        replica.Write(new Transaction([Push(A, 1, 2, "y")], 1));
        replica.Apply(HistoryRecord.Forget([A], 2, 3));
        Assert.Equal((1, 0), (replica.PendingCount, replica.Sources.Count));
        Assert.Equal(ArrayValue.Create(["x", "y"]), replica.ToValue().AsObject()["l"]);
    }

    [Fact]
    public void An_identity_that_an_array_has_is_not_made_again()
    {
        var state = new SettledState();
        state.Apply(Of(1, Set(B, 0, 1)));
        state.Apply(Of(2, Push(A, 0, 2, "first")));
        state.Apply(HistoryRecord.Forget([A], 3, 3));
        state.Apply(Of(4, Push(A, 0, 4, "second", "third")));
        Assert.Equal(ArrayValue.Create(["x", "third", "first"]), state.ToValue().AsObject()["l"]);
        Assert.Equal(state.EncodeSnapshot(), SettledState.DecodeSnapshot(state.EncodeSnapshot()).EncodeSnapshot());
    }

    [Fact]
    public void Only_some_sources_each_once_make_a_record()
    {
        Assert.Equal([A, B], HistoryRecord.Forget([B, A], 1, 1).Sources);
        Assert.Throws<StoreException>(() => HistoryRecord.Forget([], 1, 1));
        Assert.Throws<StoreException>(() => HistoryRecord.Forget([A, A], 1, 1));
        SourceId[] many = [.. Enumerable.Range(0, HistoryRecord.MaxSources + 1).Select(i => SourceId.Parse($"s{i}"))];
        Assert.Equal(HistoryRecord.MaxSources, HistoryRecord.Forget(many[1..], 1, 1).Sources.Count);
        Assert.Throws<StoreException>(() => HistoryRecord.Forget(many, 1, 1));
    }

    private static SetOperation Set(SourceId source, long seq, double ts) => new(source, seq, ts, StorePath.Of("l"), ArrayValue.Create(["x"]));

    private static SpliceOperation Push(SourceId source, long seq, double ts, params StoreValue[] items) =>
        new(source, seq, ts, StorePath.Of("l"), 1, 0, items, new SpliceAnchors(new ElementId(seq == 1 ? A : B, 0, 0), null, []));

    private static HistoryRecord Of(long revision, Operation operation) => HistoryRecord.Of(new Transaction([operation], 0), revision, operation.Ts);
}
