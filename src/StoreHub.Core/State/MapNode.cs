namespace StoreHub.State;

/// <summary>A live Map.</summary>
internal sealed class MapNode : TableNode<StoreValue, ScalarKeys>
{
    public override ValueKind Kind => ValueKind.Map;
}
