namespace StoreHub.Server.Stores;

/// <summary>Something for a store's sequencer loop to do.</summary>
internal abstract class StoreWork
{
    /// <summary>The store failed before it came to it.</summary>
    public abstract void Fail(StoreException reason);
}
