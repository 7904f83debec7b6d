using System.Text;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Reference;

/// <summary>A Map: its entries in the order in which they came.</summary>
internal sealed class ReferenceMap : ReferenceNode
{
    public List<ReferenceEntry> Entries { get; } = [];

    public ReferenceEntry? Find(StoreValue key) => Entries.Find(entry => ReferenceKey.Same(entry.Key, key));

    /// <summary>A key that is there keeps its place; a new one comes last. What is no scalar is no key.</summary>
    public void Put(StoreValue key, ReferenceNode value)
    {
        if (!ReferenceKey.IsKey(key)) return;
        if (Find(key) is { } entry) entry.Value = value;
        else Entries.Add(new ReferenceEntry(ReferenceKey.Stored(key), value));
    }

    public void Remove(StoreValue key) => Entries.RemoveAll(entry => ReferenceKey.Same(entry.Key, key));

    public override StoreValue Visible() =>
        MapValue.Create(Entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Visible())));

    public override void Write(StringBuilder text)
    {
        text.Append("M{");
        foreach (ReferenceEntry entry in Entries)
        {
            if (entry != Entries[0]) text.Append(',');
            text.Append(StructureText.Scalar(entry.Key)).Append("=>");
            entry.Value.Write(text);
        }

        text.Append('}');
    }

    public override ReferenceNode Clone()
    {
        var copy = new ReferenceMap();
        foreach (ReferenceEntry entry in Entries) copy.Entries.Add(entry.Clone());
        return copy;
    }

    public override void Forget(long floor)
    {
        foreach (ReferenceEntry entry in Entries) entry.Value.Forget(floor);
    }

    public override ReferenceSlot? Slot(PathSegment segment) => segment.Element is null ? Find(segment.Key) : null;
}
