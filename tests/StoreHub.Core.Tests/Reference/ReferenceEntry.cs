namespace StoreHub.Core.Tests.Reference;

/// <summary>An object's or a Map's key with its value.</summary>
internal sealed class ReferenceEntry(StoreValue key, ReferenceNode value) : ReferenceSlot(value)
{
    public StoreValue Key { get; } = key;

    public ReferenceEntry Clone() => new(Key, Value.Clone());
}
