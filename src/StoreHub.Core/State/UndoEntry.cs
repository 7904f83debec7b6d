namespace StoreHub.State;

/// <summary>One change of the tree that can be taken back, if everything after it was taken back before.</summary>
internal struct UndoEntry
{
    public UndoKind Kind;

    /// <summary>Which operation of its transaction made the change.</summary>
    public int Operation;

    /// <summary>The slot that changed, or the one before the slot that was removed.</summary>
    public int Slot;

    public ContainerNode? Node;

    /// <summary>The removed slot's key.</summary>
    public StoreValue Key;

    /// <summary>The value before.</summary>
    public StoreValue Value;

    public Element? Element;

    /// <summary>Where a taken element stood: after this one.</summary>
    public Element? Previous;

    public readonly void Undo(uint generation)
    {
        switch (Kind)
        {
            case UndoKind.SlotChanged:
                if (Node is ObjectNode changedObject) changedObject.ValueAt(Slot) = Value;
                else ((MapNode)Node!).ValueAt(Slot) = Value;
                break;
            case UndoKind.SlotAdded:
                if (Node is ObjectNode grownObject) grownObject.RemoveAt(Slot);
                else ((TableNode<StoreValue, ScalarKeys>)Node!).RemoveAt(Slot);
                break;
            case UndoKind.SlotRemoved:
                // the slot may have been touched by an older pending operation: the stamp errs on the safe side
                if (Node is ObjectNode shrunkObject) shrunkObject.StampAt(shrunkObject.Insert(Key.AsString(), Value, Slot)) = generation;
                else ((TableNode<StoreValue, ScalarKeys>)Node!).Insert(Key, Value, Slot);
                break;
            case UndoKind.ElementChanged:
                Element!.Value = Value;
                break;
            case UndoKind.ElementInserted:
                ((ArrayNode)Node!).Remove(Element!);
                break;
            case UndoKind.ElementDeleted:
                ArrayNode.SetDeleted(Element!, State.Element.Live);
                Element!.Value = Value;
                break;
            default:
                ((ArrayNode)Node!).InsertAfter(Previous, Element!);
                break;
        }
    }
}
