using StoreHub.Operations;

namespace StoreHub.Core.Tests.Reference;

/// <summary>Writes operations by hand, with identities spelt out: <c>a:0:2</c>.</summary>
internal sealed class Author(string name)
{
    private long _seq;

    public SourceId Source { get; } = SourceId.Parse(name);

    public double Ts { get; set; } = 1;

    public static ElementId Id(string id) => ElementId.TryParse(id, out ElementId parsed) ? parsed : throw new ArgumentException($"'{id}' is no identity.");

    /// <summary>A step through an array.</summary>
    public static PathSegment At(int index, string id) => new(index, Id(id));

    public static ArrayValue List(params StoreValue[] items) => ArrayValue.Create(items);

    public static ObjectValue Object(params (string Key, StoreValue Value)[] entries) =>
        ObjectValue.Create(entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)));

    public SetOperation Set(StorePath path, StoreValue value) => new(Source, _seq++, Ts, path, value);

    public DeleteOperation Delete(StorePath path) => new(Source, _seq++, Ts, path);

    public IncrementOperation Increment(StorePath path, double amount) => new(Source, _seq++, Ts, path, amount);

    public MapSetOperation MapSet(StorePath path, StoreValue key, StoreValue value) => new(Source, _seq++, Ts, path, key, value);

    public MapDeleteOperation MapDelete(StorePath path, StoreValue key) => new(Source, _seq++, Ts, path, key);

    public MapClearOperation MapClear(StorePath path) => new(Source, _seq++, Ts, path);

    public SetAddOperation SetAdd(StorePath path, StoreValue member) => new(Source, _seq++, Ts, path, member);

    public SetDeleteOperation SetDelete(StorePath path, StoreValue member) => new(Source, _seq++, Ts, path, member);

    public SetClearOperation SetClear(StorePath path) => new(Source, _seq++, Ts, path);

    public SpliceOperation Insert(StorePath path, int index, string? after, string? before, params StoreValue[] items) =>
        Splice(path, index, after, before, [], items);

    public SpliceOperation Remove(StorePath path, params string[] removed) => Splice(path, 0, null, null, removed);

    public SpliceOperation Splice(StorePath path, int index, string? after, string? before, string[] removed, params StoreValue[] items) => new(
        Source, _seq++, Ts, path, index, removed.Length, items,
        new SpliceAnchors(after is null ? null : Id(after), before is null ? null : Id(before), [.. removed.Select(Id)]));

    public SpliceOperation Order(StorePath path, string? after, params string[] order) => new(
        Source, _seq++, Ts, path, 0, order.Length, [], new SpliceAnchors(after is null ? null : Id(after), null, [], [.. order.Select(Id)]));

    /// <summary>A splice as a foreign author sends it.</summary>
    public SpliceOperation Foreign(StorePath path, int index, int deleteCount, params StoreValue[] items) =>
        new(Source, _seq++, Ts, path, index, deleteCount, items, null);
}
