namespace StoreHub.LoadTests.Load;

/// <summary>All who take part in a run, against one target.</summary>
internal abstract class LoadSession(LoadOptions options) : IAsyncDisposable
{
    public LoadOptions Options { get; } = options;

    public SinkGroup Sinks { get; } = new();

    public abstract IReadOnlyList<IWriter> Writers { get; }

    public long Written => Writers.Sum(static writer => writer.Written);

    public long Pending => Writers.Sum(static writer => writer.Pending);

    /// <summary>Operations that arrived at a connection other than their author's.</summary>
    public abstract long Deliveries { get; }

    /// <summary>How many replicas hold all that any of them holds, of how many; for those who watch.</summary>
    public abstract (int AtHead, int All) Replicas { get; }

    /// <summary>Connects all but the sinks.</summary>
    public abstract Task ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Connects those who only count.</summary>
    public abstract Task ConnectSinksAsync(CancellationToken cancellationToken);

    /// <summary>Cuts the connection of one at random.</summary>
    public virtual void CutOne(Random random)
    {
    }

    /// <summary>Waits until nothing is on its way, and judges.</summary>
    public abstract Task<LoadVerdict> JudgeAsync(CancellationToken cancellationToken);

    public virtual async ValueTask DisposeAsync()
    {
        await Sinks.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The stores that a connection opens, by their numbers.</summary>
    protected IEnumerable<int> StoresOf(int connection) =>
        Enumerable.Range(0, Options.StoresPerConnection).Select(i => (int)(((long)connection * Options.StoresPerConnection + i) % Options.Stores)).Distinct();
}
