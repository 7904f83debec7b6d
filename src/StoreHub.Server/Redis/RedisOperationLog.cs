using System.Collections.Concurrent;
using StoreHub.Operations;
using StoreHub.Server.Logs;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Redis;

/// <summary>
/// The logs of all stores in a Redis that several hubs share. Opening takes a new epoch only where history may have been lost; what this hub still has of
/// it is put back then. Safe for any thread.
/// </summary>
internal sealed class RedisOperationLog(RedisLogServices services) : IOperationLog, IAsyncDisposable
{
    private const int MostAttempts = 10;
    private static readonly TimeSpan RecoverEvery = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<StoreName, RedisStoreLog> _open = new();
    private readonly ConcurrentDictionary<StoreName, RememberedStore> _remembered = new();
    // one after the other for each store; stores that share one wait for each other
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 64).Select(static _ => new SemaphoreSlim(1, 1))];
    private readonly CancellationTokenSource _stopping = new();
    private readonly StoreRecovery _recovery = new(services);

    public async ValueTask<IStoreLog> OpenAsync(StoreName name, CancellationToken cancellationToken = default)
    {
        SemaphoreSlim gate = await EnterAsync(name, cancellationToken).ConfigureAwait(false);
        try
        {
            Fence(name, new OperationLogException("The log was opened again."));
            return await OpenInGateAsync(name, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask<bool> DeleteAsync(StoreName name, CancellationToken cancellationToken = default)
    {
        SemaphoreSlim gate = await EnterAsync(name, cancellationToken).ConfigureAwait(false);
        try
        {
            Fence(name, new OperationLogException("The store was deleted.") { IsDeletion = true });
            _remembered.TryRemove(name, out _);
            RedisKeys keys = KeysOf(name);
            IReadOnlyList<RedisReply> reply = await services.Backplane.Appending.RunAsync(RedisScript.Delete, [.. keys.All, keys.Topics], [keys.Channel, EpochLineage.NewEpoch()], cancellationToken).ConfigureAwait(false);
            await services.Backplane.Appending.SendAsync("SREM", cancellationToken, new KeyName(ListKey(services)), name.ToString()).ConfigureAwait(false);
            return reply[1].Integer > 0;
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask<IReadOnlyList<StoreName>> ListAsync(CancellationToken cancellationToken = default)
    {
        RedisReply all = await services.Backplane.Reading.SendAsync("SMEMBERS", cancellationToken, new KeyName(ListKey(services))).ConfigureAwait(false);
        var names = new List<StoreName>();
        // together, so that they go out without waiting for each other
        foreach (StoreName[] part in all.Items.Select(static item => StoreName.Parse(item.Text)).Chunk(1000))
        {
            RedisReply[] lasts = await Task.WhenAll(part.Select(name => services.Backplane.Reading.SendAsync("HGET", cancellationToken, new KeyName(KeysOf(name).Meta), "last"))).ConfigureAwait(false);
            names.AddRange(part.Where((_, i) => !lasts[i].IsNull && lasts[i].Integer > 0));
        }

        names.Sort(static (left, right) => string.CompareOrdinal(left.ToString(), right.ToString()));
        return names;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>The set of the names of stores that have, or had, history.</summary>
    public static string ListKey(RedisLogServices services) => services.Backplane.Options.Prefix + "stores";

    private RedisKeys KeysOf(StoreName name) => new(services.Backplane.Options.Prefix, name);

    private async ValueTask<SemaphoreSlim> EnterAsync(StoreName name, CancellationToken cancellationToken)
    {
        SemaphoreSlim gate = _gates[(name.GetHashCode() & int.MaxValue) % _gates.Length];
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return gate;
    }

    private void Fence(StoreName name, OperationLogException why)
    {
        if (_open.TryRemove(name, out RedisStoreLog? open)) open.Fail(why);
    }

    private async ValueTask<RedisStoreLog> OpenInGateAsync(StoreName name, CancellationToken cancellationToken)
    {
        RedisKeys keys = KeysOf(name);
        for (int attempt = 1; ; attempt++)
        {
            _remembered.TryGetValue(name, out RememberedStore? remembered);
            OpenedStore opened = await _recovery.OpenAsync(name, keys, remembered, cancellationToken).ConfigureAwait(false);
            var log = new RedisStoreLog(name, keys, opened, services, OnClosed(name));
            try
            {
                await log.StartAsync(cancellationToken).ConfigureAwait(false);
                await log.ReappendAsync(opened.Lost, opened.Owners, cancellationToken).ConfigureAwait(false);
                if (remembered is not null) _remembered.TryRemove(KeyValuePair.Create(name, remembered));
                _open[name] = log;
                return log;
            }
            catch (OperationLogException) when (attempt < MostAttempts)
            {
                // It was trimmed, or recovered by another hub, in this moment.
                await log.DisposeAsync().ConfigureAwait(false);
            }
            catch
            {
                await log.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    private Action<RedisStoreLog, RememberedStore?> OnClosed(StoreName name) => (log, remembered) =>
    {
        _open.TryRemove(KeyValuePair.Create(name, log));
        if (remembered is null) return;
        _remembered[name] = remembered;
        _ = RecoverAsync(name, remembered);
    };

    /// <summary>Puts back what was lost, also if nobody opens the store any more.</summary>
    private async Task RecoverAsync(StoreName name, RememberedStore remembered)
    {
        try
        {
            while (_remembered.TryGetValue(name, out RememberedStore? still) && still == remembered)
            {
                await RecoverOnceAsync(name, remembered).ConfigureAwait(false);
                await Task.Delay(RecoverEvery, services.Time, _stopping.Token).ConfigureAwait(false);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
        {
            // The hub is shutting down.
        }
    }

    private async Task RecoverOnceAsync(StoreName name, RememberedStore remembered)
    {
        SemaphoreSlim gate = await EnterAsync(name, _stopping.Token).ConfigureAwait(false);
        try
        {
            // whoever opened it meanwhile has put it back
            if (!_remembered.TryGetValue(name, out RememberedStore? still) || still != remembered) return;
            await (await OpenInGateAsync(name, _stopping.Token).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (LogUnavailableException)
        {
            // it is tried again
        }
        catch (OperationLogException failure)
        {
            RedisLog.RecoveryFailed(services.Logger, name.ToString(), failure);
        }
        finally
        {
            gate.Release();
        }
    }
}
