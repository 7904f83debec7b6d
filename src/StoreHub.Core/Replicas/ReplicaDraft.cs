namespace StoreHub.Replicas;

/// <summary>What a transaction that is still being written did to the tree so far.</summary>
internal struct ReplicaDraft
{
    public int Operations;
    public int UndoCount;
    public ulong Effects;
}
