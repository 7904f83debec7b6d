using StoreHub.Operations;

namespace StoreHub.Core.Tests.Reference;

/// <summary>An array's element: live, or a tombstone that remembers the revision of its removal.</summary>
internal sealed class ReferenceElement(ElementId id, ReferenceNode value) : ReferenceSlot(value)
{
    public ElementId Id { get; } = id;

    /// <summary>The revision of the removal, <see cref="ReferenceState.Pending"/>, or null while it lives.</summary>
    public long? RemovedAt { get; private set; }

    public bool IsLive => RemovedAt is null;

    /// <summary>New elements of one operation for one array.</summary>
    public static IEnumerable<ReferenceElement> Of(IEnumerable<StoreValue> values, SourceId source, long seq) =>
        values.Select((value, ordinal) => new ReferenceElement(new ElementId(source, seq, ordinal), ReferenceNode.Of(value, source, seq)));

    /// <summary>Removes it, once; its value is gone.</summary>
    public void Remove(long revision)
    {
        if (!IsLive) return;
        RemovedAt = revision;
        Value = new ReferenceScalar(StoreValue.Undefined);
    }

    public ReferenceElement Clone() => new(Id, Value.Clone()) { RemovedAt = RemovedAt };
}
