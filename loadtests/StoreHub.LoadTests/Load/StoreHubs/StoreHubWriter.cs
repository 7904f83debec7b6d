namespace StoreHub.LoadTests.Load.StoreHubs;

/// <summary>A client that writes, in each of its stores in turn at random.</summary>
internal sealed class StoreHubWriter(IReadOnlyList<StoreWorkload> workloads, Random random, LoadMeter meter) : IWriter
{
    // half of the window each
    private readonly Queue<Task> _bursts = new();
    private Task _confirming = Task.CompletedTask;
    private long _written;

    public IReadOnlyList<StoreWorkload> Workloads { get; } = workloads;

    public long Written => Volatile.Read(ref _written);

    public long Pending => Workloads.Sum(static workload => (long)workload.Store.PendingCount);

    public ValueTask WriteAsync()
    {
        StoreWorkload workload = Workloads.Count == 1 ? Workloads[0] : Workloads[random.Next(Workloads.Count)];
        long stamp = workload.Write();
        Volatile.Write(ref _written, _written + 1);
        // one write at a time is timed to its acknowledgement: waiting for each would cost more than writing
        if (_confirming.IsCompleted) _confirming = ConfirmAsync(workload, stamp);
        return ValueTask.CompletedTask;
    }

    public async Task WhenRoomAsync(int operations, CancellationToken cancellationToken)
    {
        _bursts.Enqueue(FlushAsync(cancellationToken));
        if (_bursts.Count > 1) await _bursts.Dequeue();
    }

    public Task FlushAsync(CancellationToken cancellationToken) => Workloads.Count == 1
        ? Workloads[0].Store.WhenAcknowledgedAsync(cancellationToken)
        : Task.WhenAll(Workloads.Select(workload => workload.Store.WhenAcknowledgedAsync(cancellationToken)));

    private async Task ConfirmAsync(StoreWorkload workload, long stamp)
    {
        try
        {
            await workload.Store.WhenAcknowledgedAsync();
            meter.Confirmed(stamp);
        }
        catch (StoreException)
        {
            // the store closed: the verdict says so
        }
    }
}
