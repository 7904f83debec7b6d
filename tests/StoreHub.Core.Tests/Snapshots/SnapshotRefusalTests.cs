using StoreHub.MessagePack;
using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Core.Tests.Snapshots;

/// <summary>Snapshots that are well-formed and yet no state: each rule by itself. The frame is revision 9, floor 2, one array at <c>a</c>.</summary>
public sealed class SnapshotRefusalTests
{
    [Fact]
    public void TheFrameItselfIsTaken() => Assert.Equal(9, Json().Revision);

    [Theory]
    [InlineData("[[0,\"s\",0,0,2]]")]
    [InlineData("[[1,\"s\",0,0,2]]")]
    [InlineData("[[0,\"s\",0,0,1],[0,\"s\",0,7,1]]")]
    [InlineData("[[0,\"s\",9007199254740991,2147483646,2]]")]
    [InlineData("[[1,\"s\",9007199254740990,2147483647,2]]")]
    [InlineData("[[2,\"s\",0,5,1,[3]],[0,\"s\",0,0,2],[3,\"s\",4,5,2,[9,3]]]")]
    public void GoodRunsAreTaken(string runs)
    {
        SettledState state = Json(runs: runs);
        Assert.Equal(state.EncodeSnapshot(), SettledState.DecodeSnapshot(state.EncodeSnapshot()).EncodeSnapshot());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[[0,\"s\",0,0,1]]")]
    [InlineData("[[0,\"s\",0,0,3]]")]
    [InlineData("[[0,\"s\",0,0,2147483647]]")]
    [InlineData("[[0,\"s\",0,0,2147483648]]")]
    [InlineData("[[0,\"s\",0,0,2],[0,\"s\",1,0,0]]")]
    [InlineData("[[0,\"s\",0,0,2],[0,\"s\",1,0,-1]]")]
    [InlineData("[[4,\"s\",0,0,2]]")]
    [InlineData("[[-1,\"s\",0,0,2]]")]
    [InlineData("[[0,\"s\",-1,0,2]]")]
    [InlineData("[[0,\"s\",0,-1,2]]")]
    [InlineData("[[0,\"s\",0,2147483647,2]]")]
    [InlineData("[[0,\"s\",0,2147483648,2]]")]
    [InlineData("[[1,\"s\",9007199254740991,0,2]]")]
    [InlineData("[[0,\"s\",9007199254740992,0,2]]")]
    [InlineData("[[0,\"s\",0,0,1],[0,\"s\",0,0,1]]")]
    [InlineData("[[0,\"s\",0,0,2],[2,\"s\",0,1,1,[5]]]")]
    [InlineData("[[0,\"!\",0,0,2]]")]
    [InlineData("[[0,\"s\",0,0,2,[]]]")]
    [InlineData("[[0,\"s\",0,0,2],[2,\"s\",1,0,1]]")]
    [InlineData("[[0,\"s\",0,0,2],[2,\"s\",1,0,1,[]]]")]
    [InlineData("[[0,\"s\",0,0,2],[2,\"s\",1,0,1,[5,5]]]")]
    [InlineData("[[0,\"s\",0,0,2],[2,\"s\",1,0,1,[2]]]")]
    [InlineData("[[0,\"s\",0,0,2],[2,\"s\",1,0,1,[10]]]")]
    [InlineData("[[0,\"s\",0,0,2],[2,\"s\",1,0,1,[5.5]]]")]
    public void BadRunsAreRefused(string runs) => Assert.Throws<StoreException>(() => Json(runs: runs));

    [Theory]
    [InlineData("\"version\":1", "\"version\":2")]
    [InlineData("\"revision\":9,\"ts\"", "\"revision\":9007199254740992,\"ts\"")]
    [InlineData("\"revision\":9,\"ts\"", "\"revision\":-1,\"ts\"")]
    [InlineData("\"ts\":5", "\"ts\":1e999")]
    [InlineData("\"ts\":5", "\"ts\":\"5\"")]
    [InlineData("\"floor\":2", "\"floor\":10")]
    [InlineData("\"floor\":2", "\"floor\":-1")]
    [InlineData("\"floor\":2", "\"flour\":2")]
    [InlineData("\"floor\":2", "\"floor\":2,\"floor\":2")]
    [InlineData(",\"floor\":2", "")]
    [InlineData("\"forgottenAt\":0", "\"forgottenAt\":10")]
    [InlineData("\"forgottenAt\":0", "\"forgottenAt\":-1")]
    [InlineData("\"forgottenAt\":0,", "")]
    [InlineData("\"ts\":4", "\"ts\":6")]
    [InlineData("\"ts\":4", "\"ts\":-1e999")]
    [InlineData("\"ts\":4,", "")]
    [InlineData("\"state\":{", "\"state\":{\"b\":[],")]
    [InlineData("\"state\":{", "\"state\":{\"a\":1,")]
    [InlineData("\"state\":{", "\"state\":{\"__proto__\":1,")]
    [InlineData("\"arrays\":[", "\"arrays\":[{\"runs\":[]},")]
    [InlineData("\"sources\":{", "\"sources\":{\"s\":{\"seq\":0,\"revision\":1,\"ts\":1,\"voids\":[]},")]
    [InlineData("\"sources\":{", "\"sources\":{\"!\":{\"seq\":0,\"revision\":1,\"ts\":1,\"voids\":[]},")]
    [InlineData("\"seq\":8", "\"seq\":-1")]
    [InlineData("\"seq\":8", "\"seq\":9007199254740992")]
    [InlineData("\"seq\":8,\"revision\":9", "\"seq\":8,\"revision\":0")]
    [InlineData("\"seq\":8,\"revision\":9", "\"seq\":8,\"revision\":10")]
    [InlineData("\"voids\":[", "\"voids\":[[0,0,4],")]
    [InlineData("\"voids\":[", "\"voids\":[[-1,1,4],")]
    [InlineData("\"voids\":[", "\"voids\":[[0,9007199254740991,4],")]
    [InlineData("\"voids\":[", "\"voids\":[[0,9223372036854775807,4],")]
    [InlineData("\"voids\":[", "\"voids\":[[0,4,4],")]
    [InlineData("\"voids\":[", "\"voids\":[[0,1,2],")]
    [InlineData("\"voids\":[", "\"voids\":[[0,1,5],")]
    [InlineData("[3,2,5]", "[3,7,5]")]
    [InlineData("[3,2,5]", "[3,2,10]")]
    [InlineData("[3,2,5]", "[3,2,5,6]")]
    public void BadFramesAreRefused(string part, string instead) => Assert.Throws<StoreException>(() => Json(part: part, instead: instead));

    [Theory]
    // [1, 9, 5.0, 2, 0, sources, table, {"a": …}]
    [InlineData("91a173", "81a16192" + "9195000000" + "00ceffffffff" + "920102")]
    [InlineData("91a173", "81a16192" + "9195000000" + "00ce7fffffff" + "920102")]
    [InlineData("91a173", "81a16192" + "9196020000" + "00ce7fffffff" + "9105" + "90")]
    [InlineData("91a173", "81a16192" + "9196020000" + "0002" + "9105" + "90")]
    [InlineData("91a173", "81a16192" + "91950001000002" + "920102")]
    [InlineData("91a173", "81a16192" + "919500ff000002" + "920102")]
    [InlineData("91a173", "81a16192" + "91940000000002" + "920102")]
    [InlineData("91a173", "81a16192" + "91950000000002" + "9101")]
    [InlineData("91a173", "81a16192" + "91950000000002" + "93010203")]
    [InlineData("91a173", "81a16192" + "91950000000002" + "ddffffffff")]
    [InlineData("91a173", "81a16191" + "91950000000002")]
    [InlineData("91a173", "81a16193" + "91950000000002" + "920102" + "c0")]
    [InlineData("92a173a173", "80")]
    [InlineData("91a121", "80")]
    [InlineData("91a173", "90")]
    [InlineData("91a173", "c0")]
    [InlineData("91a173", "82a16101a16102")]
    [InlineData("91a173", "81ab636f6e7374727563746f7201")]
    [InlineData("91a173", "81a161c7030193c0c0c0")]
    [InlineData("91a173", "81a161c7050194c0c0c0c0")]
    [InlineData("91a173", "81a161c703029200" + "00")]
    [InlineData("91a173", "81a161d40280")]
    [InlineData("91a173", "81a161d5029000")]
    [InlineData("91a173", "81a161d40500")]
    [InlineData("91a173", "81a161cf0020000000000000")]
    public void BadBinaryIsRefused(string sources, string root)
    {
        Exception refusal = Assert.ThrowsAny<Exception>(() => Binary(sources, root));
        Assert.True(refusal is StoreException or MessagePackFormatException, refusal.ToString());
    }

    [Theory]
    [InlineData("80", "80")]
    [InlineData("91a173", "81a161929195000000000292" + "0102")]
    [InlineData("91a173", "81a161929196020000050191" + "0590")]
    public void GoodBinaryIsTaken(string sources, string root) => Assert.Equal(9, Binary(sources == "80" ? "90" : sources, root).Revision);

    [Fact]
    public void DepthIsBounded()
    {
        byte[] nested = [.. Enumerable.Repeat((byte[])[0x81, 0xa1, 0x61], 100_000).SelectMany(static part => part), 0xc0];
        Assert.Equal(StoreErrorCode.TooDeep, Assert.Throws<StoreException>(() => Binary("90", Convert.ToHexString(nested))).Code);
        byte[] runs = [.. Enumerable.Repeat((byte[])[0x92, 0x91, 0x95, 0, 0, 0, 0, 1, 0x91], 100_000).SelectMany(static part => part), 0xc0];
        Assert.Equal(StoreErrorCode.TooDeep, Assert.Throws<StoreException>(() => Binary("91a173", "81a161" + Convert.ToHexString(runs))).Code);
    }

    /// <summary>A path and a value, both as deep as any limits allow, make the deepest tree there can be.</summary>
    [Fact]
    public void TheDeepestTreeIsTaken()
    {
        var source = SourceId.Parse("s");
        var state = new SettledState();
        StorePath path = StorePath.Of("a");
        for (int depth = 1; depth < 256; depth++)
        {
            SnapshotStates.Apply(state, new SetOperation(source, depth - 1, depth, path, ObjectValue.Empty));
            path = path.Append("a");
        }

        StoreValue value = ArrayValue.Empty;
        for (int depth = 1; depth < 256; depth++) value = MapValue.Create([new(1, value)]);
        SnapshotStates.Apply(state, new SetOperation(source, 255, 256, path, value));
        byte[] bytes = state.EncodeSnapshot();
        Assert.Equal(bytes, SettledState.DecodeSnapshot(bytes).EncodeSnapshot());
        Assert.Equal(bytes, SettledState.DecodeSnapshotJson(state.EncodeSnapshotJson()).EncodeSnapshot());
    }

    private static SettledState Json(string runs = "[[0,\"s\",0,0,2]]", string part = "\"floor\"", string instead = "\"floor\"")
    {
        string json = "{\"version\":1,\"revision\":9,\"ts\":5,\"floor\":2,\"forgottenAt\":0,\"state\":{\"a\":[1,2]},\"arrays\":[{\"runs\":" + runs
            + "}],\"sources\":{\"s\":{\"seq\":8,\"revision\":9,\"ts\":4,\"voids\":[[3,2,5]]}}}";
        Assert.Contains(part, json, StringComparison.Ordinal);
        return SettledState.DecodeSnapshotJson(System.Text.Encoding.UTF8.GetBytes(json.Replace(part, instead, StringComparison.Ordinal)));
    }

    private static SettledState Binary(string sources, string root) =>
        SettledState.DecodeSnapshot(Convert.FromHexString("980109cb40140000000000000200" + sources + "90" + root));
}
