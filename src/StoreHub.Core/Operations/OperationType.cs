namespace StoreHub.Operations;

/// <summary>The operation types: nine of <c>@virtual-frame/store</c>, and increment. The numbers are those of the binary encoding.</summary>
public enum OperationType : byte
{
    /// <summary><c>set</c>: a key of an object, an entry of a Map or an element of an array gets a value.</summary>
    Set = 0,

    /// <summary><c>delete</c>: a key of an object goes.</summary>
    Delete = 1,

    /// <summary><c>splice</c>: elements of an array go, come, or move.</summary>
    Splice = 2,

    /// <summary><c>map-set</c>.</summary>
    MapSet = 3,

    /// <summary><c>map-delete</c>.</summary>
    MapDelete = 4,

    /// <summary><c>map-clear</c>.</summary>
    MapClear = 5,

    /// <summary><c>set-add</c>.</summary>
    SetAdd = 6,

    /// <summary><c>set-delete</c>.</summary>
    SetDelete = 7,

    /// <summary><c>set-clear</c>.</summary>
    SetClear = 8,

    /// <summary><c>increment</c>: a number grows, as IEEE doubles add.</summary>
    Increment = 9,
}
