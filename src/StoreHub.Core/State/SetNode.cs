namespace StoreHub.State;

/// <summary>A live Set: a table without values.</summary>
internal sealed class SetNode : TableNode<StoreValue, ScalarKeys>
{
    public override ValueKind Kind => ValueKind.Set;
}
