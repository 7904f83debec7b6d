namespace StoreHub.Server.Stores;

/// <summary>A call that needs the store's state.</summary>
internal abstract class CallWork : StoreWork
{
    public abstract ValueTask RunAsync();
}
