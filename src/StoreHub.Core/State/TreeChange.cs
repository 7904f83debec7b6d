using StoreHub.Operations;

namespace StoreHub.State;

/// <summary>The elementary changes that one operation makes, noted for undo and stamped if it is pending.</summary>
internal readonly ref struct TreeChange(StateTree tree, Operation operation, long revision, UndoLog? undo)
{
    public bool IsPending => undo is not null;

    public Operation Operation => operation;

    /// <summary>Makes a value live; a pending operation's container is marked as not settled.</summary>
    public StoreValue Build(StoreValue value)
    {
        StoreValue built = NodeBuilder.Build(value, operation.Source, operation.Seq);
        if (undo is not null && built.Container is ContainerNode node) node.BornStamp = tree.Generation;
        return built;
    }

    /// <summary>Marks a Map, Set or array as touched by the overlay, or an object's set of keys.</summary>
    public void Touch(ContainerNode node)
    {
        if (undo is not null) node.TouchStamp = tree.Generation;
    }

    public bool SetKey(ObjectNode node, string key, StoreValue value)
    {
        int slot = node.Find(key);
        if (slot < 0)
        {
            Touch(node);
            slot = node.Add(key, Build(value));
            if (undo is not null) NoteSlot(UndoKind.SlotAdded, node, slot);
        }
        else
        {
            if (undo is not null) NoteSlot(UndoKind.SlotChanged, node, slot).Value = node.ValueAt(slot);
            node.ValueAt(slot) = Build(value);
        }

        if (undo is not null) node.StampAt(slot) = tree.Generation;
        return true;
    }

    public bool RemoveKey(ObjectNode node, string key)
    {
        Touch(node);
        int slot = node.Find(key);
        if (slot < 0) return false;
        Remove(node, slot, StoreValue.FromValidString(key), node.ValueAt(slot));
        return true;
    }

    public bool SetEntry(MapNode node, StoreValue key, StoreValue value)
    {
        Touch(node);
        key = ScalarKey.Normalize(key);
        int slot = node.Find(key);
        if (slot < 0)
        {
            slot = node.Add(key, Build(value));
            if (undo is not null) NoteSlot(UndoKind.SlotAdded, node, slot);
        }
        else
        {
            if (undo is not null) NoteSlot(UndoKind.SlotChanged, node, slot).Value = node.ValueAt(slot);
            node.ValueAt(slot) = Build(value);
        }

        return true;
    }

    public bool AddMember(SetNode node, StoreValue member)
    {
        Touch(node);
        member = ScalarKey.Normalize(member);
        if (node.Find(member) >= 0) return false;
        int slot = node.Add(member, default);
        if (undo is not null) NoteSlot(UndoKind.SlotAdded, node, slot);
        return true;
    }

    public bool RemoveEntry(TableNode<StoreValue, ScalarKeys> node, StoreValue key)
    {
        Touch(node);
        int slot = node.Find(ScalarKey.Normalize(key));
        if (slot < 0) return false;
        Remove(node, slot, node.KeyAt(slot), node.ValueAt(slot));
        return true;
    }

    public bool Clear(TableNode<StoreValue, ScalarKeys> node)
    {
        Touch(node);
        if (node.Count == 0) return false;
        while (node.First >= 0) Remove(node, node.First, node.KeyAt(node.First), node.ValueAt(node.First));
        return true;
    }

    public void SetElement(ArrayNode array, Element element, StoreValue built)
    {
        Touch(array);
        if (undo is not null)
        {
            ref UndoEntry entry = ref undo.Push(UndoKind.ElementChanged);
            entry.Element = element;
            entry.Value = element.Value;
        }

        element.Value = built;
    }

    public void InsertElement(ArrayNode array, Element? previous, Element element)
    {
        array.InsertAfter(previous, element);
        if (undo is null) return;
        ref UndoEntry entry = ref undo.Push(UndoKind.ElementInserted);
        entry.Node = array;
        entry.Element = element;
    }

    public void DeleteElement(ArrayNode array, Element element)
    {
        ArrayNode.SetDeleted(element, revision);
        if (undo is not null)
        {
            ref UndoEntry entry = ref undo.Push(UndoKind.ElementDeleted);
            entry.Node = array;
            entry.Element = element;
            entry.Value = element.Value;
        }
        else
        {
            tree.Tombstones.Add(revision, array, element);
        }

        element.Value = default;
    }

    public void TakeElement(ArrayNode array, Element element)
    {
        if (undo is not null)
        {
            ref UndoEntry entry = ref undo.Push(UndoKind.ElementTaken);
            entry.Node = array;
            entry.Element = element;
            entry.Previous = ArrayNode.Previous(element);
        }

        array.Remove(element);
    }

    private void Remove<TKey, TRule>(TableNode<TKey, TRule> node, int slot, StoreValue key, StoreValue value)
        where TKey : notnull
        where TRule : struct, IKeyRule<TKey>
    {
        if (undo is not null)
        {
            ref UndoEntry entry = ref NoteSlot(UndoKind.SlotRemoved, node, node.Previous(slot));
            entry.Key = key;
            entry.Value = value;
        }

        node.RemoveAt(slot);
    }

    private ref UndoEntry NoteSlot(UndoKind kind, ContainerNode node, int slot)
    {
        ref UndoEntry entry = ref undo!.Push(kind);
        entry.Node = node;
        entry.Slot = slot;
        return ref entry;
    }
}
