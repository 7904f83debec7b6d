using System.Text;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Reference;

/// <summary>An object: its entries in the order in which they came.</summary>
internal sealed class ReferenceObject : ReferenceNode
{
    public List<ReferenceEntry> Entries { get; } = [];

    public ReferenceEntry? Find(string key) => Entries.Find(entry => entry.Key.AsString() == key);

    /// <summary>A key that is there keeps its place; a new one comes last.</summary>
    public void Put(string key, ReferenceNode value)
    {
        if (Find(key) is { } entry) entry.Value = value;
        else Entries.Add(new ReferenceEntry(key, value));
    }

    public void Remove(string key) => Entries.RemoveAll(entry => entry.Key.AsString() == key);

    public override StoreValue Visible() =>
        ObjectValue.Create(Entries.Select(entry => KeyValuePair.Create(entry.Key.AsString(), entry.Value.Visible())));

    public override void Write(StringBuilder text)
    {
        text.Append('{');
        foreach (ReferenceEntry entry in Entries)
        {
            if (entry != Entries[0]) text.Append(',');
            text.Append(StructureText.Scalar(entry.Key)).Append(':');
            entry.Value.Write(text);
        }

        text.Append('}');
    }

    public override ReferenceNode Clone()
    {
        var copy = new ReferenceObject();
        foreach (ReferenceEntry entry in Entries) copy.Entries.Add(entry.Clone());
        return copy;
    }

    public override void Forget(long floor)
    {
        foreach (ReferenceEntry entry in Entries) entry.Value.Forget(floor);
    }

    public override ReferenceSlot? Slot(PathSegment segment) =>
        segment.Element is null && segment.Key.Kind == ValueKind.String ? Find(segment.Key.AsString()) : null;
}
