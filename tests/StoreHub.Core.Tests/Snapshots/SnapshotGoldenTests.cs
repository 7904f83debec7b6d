using System.Text;
using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Core.Tests.Snapshots;

/// <summary>The bytes of one small state with everything in it; other languages and older files depend on them.</summary>
public sealed class SnapshotGoldenTests
{
    private static readonly SourceId A = SourceId.Parse("a");
    private static readonly SourceId B = SourceId.Parse("b");
    private static readonly SourceId C = SourceId.Parse("c");

    // [1, 12, 11.0, 1, 12, element sources, source table, root], written by hand from the specification
    private const string Binary =
        "98" + "01" + "0c" + "cb4026000000000000" + "01" + "0c"
        + "92" + "a162" + "a161"
        + "92" + "95a1610406" + "cb401800000000000090" + "95a162030a" + "cb402200000000000091" + "93000208"
        + "83" + "a17a" + "92"
        + "95" + "950000030001" + "9602010000019105" + "950001000102" + "950001010001" + "9602010200019105"
        + "94" + "a566726f6e74" + "c70000" + "92" + "91950001000002" + "92" + "01" + "cb8000000000000000" + "a174"
        + "a16d" + "c71101" + "94" + "c0" + "9290" + "90" + "cb3ff8000000000000" + "c40101"
        + "a161" + "d702" + "92" + "c3" + "d6ff00000001";

    private const string Json =
        """
        {"version":1,"revision":12,"ts":11,"floor":1,"forgottenAt":12,"state":{"z":["front",{"$undefined":true},[1,{"$number":"-0"}],"t"],"m":{"$map":[[null,[]],[1.5,{"$bytes":"AQ=="}]]},"a":{"$set":[true,{"$date":1000}]}},"arrays":[{"runs":[[0,"b",3,0,1],[2,"a",0,0,1,[5]],[0,"a",0,1,2],[0,"a",1,0,1],[2,"a",2,0,1,[5]]]},{"runs":[[0,"a",0,0,2]]},{"runs":[]}],"sources":{"a":{"seq":4,"revision":6,"ts":6,"voids":[]},"b":{"seq":3,"revision":10,"ts":9,"voids":[[0,2,8]]}}}
        """;

    [Fact]
    public void BinaryIsAsItWas() => Assert.Equal(Binary, Convert.ToHexStringLower(State().EncodeSnapshot()));

    [Fact]
    public void JsonIsAsItWas() => Assert.Equal(Json, Encoding.UTF8.GetString(State().EncodeSnapshotJson()));

    /// <summary>Twelve revisions: furniture, a floor, typing, removals, voids, an insert at the front, a source that is forgotten.</summary>
    internal static SettledState State()
    {
        var state = new SettledState();
        StoreValue[] items = ["x", StoreValue.Undefined, ArrayValue.Create([1, -0.0])];
        Apply(state, new SetOperation(A, 0, 1, StorePath.Of("z"), ArrayValue.Create(items)));
        state.Apply(HistoryRecord.ForFloor(1, 2, 2));
        Apply(state, new SpliceOperation(A, 1, 3, StorePath.Of("z"), 3, 0, ["t"], new SpliceAnchors(new ElementId(A, 0, 2), null, [])));
        Apply(state, new SpliceOperation(A, 2, 4, StorePath.Of("z"), 4, 0, ["u"], new SpliceAnchors(new ElementId(A, 1, 0), null, [])));
        Apply(state, new SpliceOperation(A, 3, 5, StorePath.Of("z"), 0, 2, [], new SpliceAnchors(null, null, [new ElementId(A, 0, 0), new ElementId(A, 2, 0)])));
        Apply(state, new SetOperation(A, 4, 6, StorePath.Of("m"), MapValue.Create([new(StoreValue.Null, ArrayValue.Empty), new(1.5, new byte[] { 1 })])));
        state.Apply(HistoryRecord.Void(B, 0, 2, 7, 7));
        Apply(state, new SetOperation(B, 2, 8, StorePath.Of("a"), SetValue.Create([true, StoreValue.FromUnixMilliseconds(1000)])));
        Apply(state, new SpliceOperation(B, 3, 9, StorePath.Of("z"), 0, 0, ["front"], new SpliceAnchors(null, new ElementId(A, 0, 0), [])));
        state.Apply(HistoryRecord.Void(C, 0, 1, 11, 10));
        state.Apply(HistoryRecord.Forget([C], 12, 11));
        return state;
    }

    private static void Apply(SettledState state, Operation operation) => SnapshotStates.Apply(state, operation);
}
