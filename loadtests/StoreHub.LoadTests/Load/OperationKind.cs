namespace StoreHub.LoadTests.Load;

/// <summary>What a writer does.</summary>
internal enum OperationKind
{
    /// <summary>Sets one of its own 100 keys.</summary>
    Set,

    /// <summary>Deletes one of its own keys, and sets it if it is not there.</summary>
    Delete,

    /// <summary>Adds 1 to its own counter.</summary>
    Increment,

    /// <summary>Appends to the list that all share; a long list loses its first.</summary>
    Push,

    /// <summary>Replaces an element anywhere in the list that all share.</summary>
    Splice,

    /// <summary>Sets an own entry of the Map that all share.</summary>
    MapSet,

    /// <summary>Adds an own member to the Set that all share, or takes it out.</summary>
    SetAdd,
}
