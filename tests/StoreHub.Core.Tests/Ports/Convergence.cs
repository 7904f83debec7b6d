namespace StoreHub.Core.Tests.Ports;

/// <summary>Waits for stores that are joined to have everything of each other, and then compares them whole.</summary>
internal static class Convergence
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Each store writes a last mark; who has it has all that its author wrote before.</summary>
    public static async Task ReachAsync(params Store[] stores)
    {
        string round = Guid.NewGuid().ToString("N");
        using var changed = new SemaphoreSlim(0);
        IDisposable[] watches = [.. stores.Select(store => store.Subscribe(_ => changed.Release()))];
        foreach (Store store in stores) store[round + store.Source].Value = true;
        using var timeout = new CancellationTokenSource(Patience);
        while (!stores.All(store => stores.All(other => store[round + other.Source].Exists))) await changed.WaitAsync(timeout.Token);
        foreach (IDisposable watch in watches) watch.Dispose();
        foreach (Store store in stores[1..])
        {
            Assert.Equal(stores[0].Log.Select(operation => operation.Id), store.Log.Select(operation => operation.Id));
            Assert.Equal(Replicas.TreeText.Of(stores[0].Tree), Replicas.TreeText.Of(store.Tree));
            Assert.Equal(stores[0].Snapshot(), store.Snapshot());
        }
    }

    public static async Task<T> In<T>(Task<T> task) => await task.WaitAsync(Patience);

    public static async Task In(Task task) => await task.WaitAsync(Patience);

    /// <summary>The error with which a connection ended.</summary>
    public static async Task<StoreException> FailureOf(StoreHub.Ports.PortConnection connection) =>
        await Assert.ThrowsAnyAsync<StoreException>(() => connection.Completion.WaitAsync(Patience));
}
