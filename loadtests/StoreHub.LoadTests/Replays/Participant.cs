using StoreHub.Client;

namespace StoreHub.LoadTests.Replays;

/// <summary>One client of a replay with its store.</summary>
internal sealed class Participant : IAsyncDisposable
{
    private readonly StoreHubClient _client;
    private readonly TaskCompletionSource _trouble = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Participant(string name, StoreHubClient client, HubStore store)
    {
        Name = name;
        _client = client;
        Store = store;
        store.StatusChanged += (_, status) =>
        {
            // that it went live may be told only now, after opening has completed
            if (status.State != ClientState.Live) Fail($"its connection was lost: {status.State}, {status.Message}");
        };
        store.Refused += (_, refusal) => Fail($"the hub refused a transaction: {refusal.Message}");
        store.Lost += (_, loss) => Fail(loss.Message);
    }

    public string Name { get; }

    public HubStore Store { get; }

    public static async Task<Participant> OpenAsync(string name, Uri hub, ReplayOptions options, StoreRole role, CancellationToken cancellationToken)
    {
        var client = new StoreHubClient(new StoreHubClientOptions { Url = hub, Protocol = options.Protocol, Role = role });
        try
        {
            HubStore store = await client.OpenAsync(options.Store, cancellationToken);
            if (store.Status.State != ClientState.Live) throw new ReplayException($"{name} cannot reach the hub at {hub}: {store.Status.Message}");
            return new Participant(name, client, store);
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for something that this participant's hub owes it: without any news for a minute it is not coming.</summary>
    /// <exception cref="ReplayException">It did not come, or the connection was lost.</exception>
    public async Task WaitAsync(Task task, Func<string> what, CancellationToken cancellationToken)
    {
        if (!task.IsCompleted)
        {
            try
            {
                await (await Task.WhenAny(task, _trouble.Task).WaitAsync(TimeSpan.FromMinutes(1), cancellationToken));
            }
            catch (TimeoutException)
            {
                throw new ReplayException($"{Name} waited a minute for {what()}; it stands at revision {Store.Revision} with {Store.PendingCount} transactions pending.");
            }
        }

        await task;
    }

    public ValueTask DisposeAsync()
    {
        _trouble.TrySetCanceled();
        return _client.DisposeAsync();
    }

    private void Fail(string why)
    {
        _trouble.TrySetException(new ReplayException($"{Name}: {why}"));
        // whoever waits next hears of it; if nobody does, it is of no interest
        _ = _trouble.Task.Exception;
    }
}
