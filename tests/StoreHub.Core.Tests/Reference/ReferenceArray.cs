using System.Globalization;
using System.Text;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Reference;

/// <summary>An array: live elements and tombstones in one list, every edit a search through it.</summary>
internal sealed class ReferenceArray : ReferenceNode
{
    /// <summary>The most elements that a foreign assignment past the end appends.</summary>
    private const int ForeignExtensionLimit = 16;

    public List<ReferenceElement> Elements { get; } = [];

    public List<ReferenceElement> Live => Elements.FindAll(element => element.IsLive);

    public void Splice(SpliceOperation splice, long revision)
    {
        if (splice.Anchors?.Order is { } order)
        {
            Move(splice.Anchors, order, splice.Index);
            return;
        }

        List<ReferenceElement> live = Live;
        ElementId? after = splice.Anchors?.After, before = splice.Anchors?.Before;
        List<ReferenceElement> removed;
        if (splice.Anchors is { } anchors) removed = [.. anchors.Removed.Select(Find).OfType<ReferenceElement>()];
        else
        {
            int start = Math.Clamp(splice.Index, 0, live.Count);
            removed = [.. live.Skip(start).Take(splice.DeleteCount)];
            after = start > 0 ? live[start - 1].Id : null;
        }

        foreach (ReferenceElement element in removed) element.Remove(revision);
        Insert(ReferenceElement.Of(splice.Items, splice.Source, splice.Seq), after, before, splice.Index);
    }

    /// <summary>Sort and reverse: the live elements of the order stand together, as they are now.</summary>
    private void Move(SpliceAnchors anchors, IReadOnlyList<ElementId> order, int index)
    {
        List<ReferenceElement> moved = [.. order.Distinct().Select(Find).OfType<ReferenceElement>().Where(element => element.IsLive)];
        Elements.RemoveAll(moved.Contains);
        Insert(moved, anchors.After, anchors.Before, index);
    }

    private void Insert(IEnumerable<ReferenceElement> inserted, ElementId? after, ElementId? before, int index)
    {
        int place;
        if (after is null) place = 0;
        else if (Find(after.Value) is { } left) place = Elements.IndexOf(left) + 1;
        else if (before is { } known && Find(known) is { } right) place = Elements.IndexOf(right);
        else
        {
            List<ReferenceElement> live = Live;
            int count = Math.Clamp(index, 0, live.Count);
            place = count == 0 ? 0 : Elements.IndexOf(live[count - 1]) + 1;
        }

        // an author that was forgotten and came back makes identities that it made before
        Elements.InsertRange(place, inserted.Where(element => Find(element.Id) is null).ToArray());
    }

    /// <summary>A foreign author's <c>array.length = …</c>.</summary>
    public void SetLength(SetOperation set, long revision)
    {
        if (set.Value.Kind != ValueKind.Number) return;
        double length = set.Value.AsNumber();
        List<ReferenceElement> live = Live;
        if (!(length >= 0) || length != Math.Floor(length) || length > (double)live.Count + ForeignExtensionLimit) return;
        foreach (ReferenceElement element in live.Skip((int)length)) element.Remove(revision);
        Append(ReferenceElement.Of(Enumerable.Repeat(StoreValue.Undefined, Math.Max(0, (int)length - live.Count)), set.Source, set.Seq));
    }

    /// <summary>A foreign author's <c>array[index] = …</c>, index at or past the end.</summary>
    public void SetPastEnd(SetOperation set, int index)
    {
        int gap = index - Live.Count;
        if (gap < 0 || gap >= ForeignExtensionLimit) return;
        Append(ReferenceElement.Of([.. Enumerable.Repeat(StoreValue.Undefined, gap), set.Value], set.Source, set.Seq));
    }

    /// <summary>As a push of a foreign author: directly after the last visible element, before tombstones that follow it.</summary>
    private void Append(IEnumerable<ReferenceElement> appended) => Insert(appended, Live.LastOrDefault()?.Id, null, 0);

    public override StoreValue Visible() => ArrayValue.Create(Live.Select(element => element.Value.Visible()));

    public override void Write(StringBuilder text)
    {
        text.Append('[');
        foreach (ReferenceElement element in Elements)
        {
            if (element != Elements[0]) text.Append(',');
            text.Append(element.Id);
            if (element.RemovedAt is { } revision) text.Append(StructureText.Removed(revision));
            else element.Value.Write(text.Append('='));
        }

        text.Append(']');
    }

    public override ReferenceNode Clone()
    {
        var copy = new ReferenceArray();
        foreach (ReferenceElement element in Elements) copy.Elements.Add(element.Clone());
        return copy;
    }

    public override void Forget(long floor)
    {
        Elements.RemoveAll(element => element.RemovedAt <= floor);
        foreach (ReferenceElement element in Elements) element.Value.Forget(floor);
    }

    /// <summary>With an identity that element or none; without, the visible element at the index.</summary>
    public override ReferenceSlot? Slot(PathSegment segment)
    {
        if (segment.Element is { } id) return Find(id) is { IsLive: true } element ? element : null;
        List<ReferenceElement> live = Live;
        int index = IndexOf(segment.Key);
        return index >= 0 && index < live.Count ? live[index] : null;
    }

    /// <summary>A whole number from 0 on, or its decimal text as it is usually written; else −1.</summary>
    public static int IndexOf(StoreValue key)
    {
        double index = key.Kind switch
        {
            ValueKind.Number => key.AsNumber(),
            ValueKind.String when int.TryParse(key.AsString(), NumberStyles.None, CultureInfo.InvariantCulture, out int parsed)
                && parsed.ToString(CultureInfo.InvariantCulture) == key.AsString() => parsed,
            _ => -1,
        };
        return index >= 0 && index <= int.MaxValue && index == Math.Floor(index) ? (int)index : -1;
    }

    private ReferenceElement? Find(ElementId id) => Elements.Find(element => element.Id == id);
}
