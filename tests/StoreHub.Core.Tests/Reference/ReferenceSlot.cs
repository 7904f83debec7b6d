namespace StoreHub.Core.Tests.Reference;

/// <summary>A place that holds a value: an object's key, a Map's entry or an array's element.</summary>
internal abstract class ReferenceSlot(ReferenceNode value)
{
    public ReferenceNode Value { get; set; } = value;
}
