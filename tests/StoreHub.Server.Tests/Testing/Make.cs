using StoreHub.Operations;

namespace StoreHub.Server.Tests.Testing;

/// <summary>Transactions as short as tests want them.</summary>
internal static class Make
{
    public static Transaction Set(string source, long seq, string key, StoreValue value, double ts = 1, long baseRevision = 0) =>
        new([new SetOperation(SourceId.Parse(source), seq, ts, StorePath.Of(key), value)], baseRevision);

    /// <summary>A transaction of several sets of one key.</summary>
    public static Transaction Sets(string source, long firstSeq, int count, double ts = 1, long baseRevision = 0) =>
        new([.. Enumerable.Range(0, count).Select(i => new SetOperation(SourceId.Parse(source), firstSeq + i, ts, StorePath.Of("k"), firstSeq + i))], baseRevision);

    public static Transaction Delete(string source, long seq, string key, double ts = 1) =>
        new([new DeleteOperation(SourceId.Parse(source), seq, ts, StorePath.Of(key))], 0);

    public static Transaction Splice(string source, long seq, string key, int index, int deleteCount, IReadOnlyList<StoreValue> items, long baseRevision = 0) =>
        new([new SpliceOperation(SourceId.Parse(source), seq, 1, StorePath.Of(key), index, deleteCount, items, null)], baseRevision);
}
