namespace StoreHub.State;

/// <summary>A live object.</summary>
internal sealed class ObjectNode : TableNode<string, OrdinalKeys>
{
    public override ValueKind Kind => ValueKind.Object;
}
