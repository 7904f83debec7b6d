using StoreHub.Client;

namespace StoreHub.Samples.Microfrontends;

/// <summary>The remotes that hosts are to have, in a store: <c>remotes/&lt;remote&gt;/entry</c>.</summary>
internal sealed class RemoteRegistry
{
    private readonly HubStore _store;
    private string? _refusal;

    public RemoteRegistry(HubStore store)
    {
        _store = store;
        store.Refused += (_, refusal) => _refusal = refusal.Message;
    }

    /// <summary>Completes when the registration is durable at the hub, with its revision. Waits for a hub that cannot be reached.</summary>
    /// <exception cref="FormatException">The store takes no such name or address.</exception>
    /// <exception cref="StoreException">The hub closed the store.</exception>
    public async Task<long> WriteAsync(Registration registration, CancellationToken cancellationToken)
    {
        // what is written before the hub's state is here would make remotes anew, without the others' entries
        await _store.WhenLiveAsync(cancellationToken);
        _refusal = null;
        try
        {
            StoreNode remote = _store["remotes"][registration.Remote];
            if (registration.Entry is { } entry) remote["entry"].Set(entry.AbsoluteUri);
            else remote.Delete();
        }
        catch (StoreException refused) when (_store.Status.State != ClientState.Closed)
        {
            throw new FormatException(refused.Message, refused);
        }

        await _store.WhenAcknowledgedAsync(cancellationToken);
        return _refusal is { } reason ? throw new FormatException($"The hub refused it: {reason}") : _store.AcknowledgedRevision;
    }
}
