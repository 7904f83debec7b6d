using StoreHub.Core.Tests.Generators;
using StoreHub.Operations;
using StoreHub.Replicas;
using StoreHub.State;

namespace StoreHub.Core.Tests.Snapshots;

/// <summary>States to take snapshots of.</summary>
internal static class SnapshotStates
{
    public static IReadOnlyList<HistoryRecord> History(long seed)
    {
        var history = new RandomHistory(seed);
        foreach (HistoryStep _ in history.Steps())
        {
        }

        return history.Hub.Records;
    }

    public static SettledState Random(long seed)
    {
        var state = new SettledState();
        foreach (HistoryRecord record in History(seed)) state.Apply(record);
        return state;
    }

    /// <summary>A document of one-character strings, typed in order.</summary>
    public static SettledState Typed(int length)
    {
        var source = SourceId.Parse("typist");
        var state = new SettledState();
        Apply(state, new SetOperation(source, 0, 1, StorePath.Of("text"), ArrayValue.Empty));
        ElementId? after = null;
        for (int i = 0; i < length; i++)
        {
            Apply(state, new SpliceOperation(source, i + 1, i + 2, StorePath.Of("text"), i, 0, [((char)('a' + i % 26)).ToString()], new SpliceAnchors(after, null, [])));
            after = new ElementId(source, i + 1, 0);
        }

        return state;
    }

    /// <summary>All of a tree without an overlay, as bytes to compare.</summary>
    public static byte[] BytesOf(StateTree tree) => new SettledState(tree, new SourceTable(), 0, 0, 0, 0).EncodeSnapshot();

    public static void Apply(SettledState state, Operation operation) =>
        state.Apply(HistoryRecord.Of(new Transaction([operation], 0), state.Revision + 1, operation.Ts));
}
