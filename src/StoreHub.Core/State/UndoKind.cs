namespace StoreHub.State;

/// <summary>What an <see cref="UndoEntry"/> takes back.</summary>
internal enum UndoKind : byte
{
    /// <summary>A table's slot got another value.</summary>
    SlotChanged,

    /// <summary>A table got a slot.</summary>
    SlotAdded,

    /// <summary>A table lost a slot.</summary>
    SlotRemoved,

    /// <summary>An element got another value.</summary>
    ElementChanged,

    /// <summary>An element came into an array.</summary>
    ElementInserted,

    /// <summary>An element became a tombstone.</summary>
    ElementDeleted,

    /// <summary>An element was taken out of its place, to stand elsewhere.</summary>
    ElementTaken,
}
