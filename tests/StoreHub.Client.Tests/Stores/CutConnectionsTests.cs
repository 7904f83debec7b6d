using System.Collections.Concurrent;
using StoreHub.Client.Tests.Testing;
using StoreHub.LoadTests.Connections;

namespace StoreHub.Client.Tests.Stores;

/// <summary>Hub and eight clients on real sockets, random writes, connections cut at random: one hash, nothing lost, nothing twice.</summary>
public sealed class CutConnectionsTests
{
    private const int ClientCount = 8;
    private const int WritesPerClient = 300;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_is_cut_nothing_is_lost_and_nothing_happens_twice(int seed)
    {
        await using TestHub hub = await TestHub.StartAsync(options =>
        {
            // small enough that some resume by delta, some by snapshot, and that floors rise
            options.MaxTailOperations = 400;
            options.FloorStep = 16;
            options.OfflineGrace = TimeSpan.FromMilliseconds(50);
            options.SnapshotChunkBytes = 2000;
        });
        CuttableProxy[] proxies = [.. Enumerable.Range(0, ClientCount).Select(_ => new CuttableProxy(hub.Url))];
        StoreHubClient[] clients = [.. proxies.Select((proxy, i) => Clients.Connect(proxy.Url, i % 2 == 0 ? WireProtocol.MessagePack : WireProtocol.Json))];
        var refused = new ConcurrentBag<string>();
        try
        {
            HubStore[] stores = await Task.WhenAll(clients.Select(client => client.OpenAsync("shared")));
            foreach (HubStore store in stores)
            {
                store.Refused += (_, refusal) => refused.Add(refusal.Message);
                store.Lost += (_, loss) => refused.Add(loss.Message);
            }

            stores[0].Batch(() =>
            {
                stores[0]["list"].Value = ArrayValue.Empty;
                stores[0]["scratch"].Value = ArrayValue.Empty;
                stores[0]["count"].Value = 0;
                stores[0]["set"].Value = SetValue.Empty;
                stores[0]["doc"].Value = ObjectValue.Empty;
            });
            await Clients.RequireConvergedAsync(stores);

            using var done = new CancellationTokenSource();
            Task cutting = CutAsync(proxies, new Random(seed), stores, done.Token);
            await Task.WhenAll(stores.Select((store, i) => Task.Run(() => WriteAsync(store, i, new Random(seed * 100 + i)))));
            await done.CancelAsync();
            await cutting;
            foreach (HubStore store in stores)
            {
                // an acknowledged write after the last cut: this connection stands
                store["doc"][$"end of {store.Source}"].Value = true;
                await store.WhenAcknowledgedAsync().WaitAsync(Clients.Patience);
            }

            HubStoreStatus status = await Clients.RequireConvergedAsync(stores);
            Assert.Empty(refused);
            string[] pushed = [.. stores[0]["list"].AsArray().Cast<string>()];
            Assert.Equal(ClientCount * WritesPerClient, pushed.Length);
            Assert.Equal(ClientCount * WritesPerClient, pushed.Distinct().Count());
            Assert.Equal(ClientCount * WritesPerClient, stores[0]["count"].Value.AsNumber());
            Assert.Equal(ClientCount * WritesPerClient, stores[0]["set"].Count);
            Assert.True(status.Floor > 0, "floors never rose");
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
        }
        finally
        {
            foreach (StoreHubClient client in clients) await client.DisposeAsync();
            foreach (CuttableProxy proxy in proxies) await proxy.DisposeAsync();
        }
    }

    private static async Task WriteAsync(HubStore store, int client, Random random)
    {
        for (int i = 0; i < WritesPerClient; i++)
        {
            string name = $"{client}.{i}";
            store.Batch(() =>
            {
                store["list"].AsArray().Insert(random.Next(store["list"].Count + 1), name);
                store["count"].Increment();
                store["set"].AsSet().Add(name);
            });
            if (random.Next(3) == 0) store["doc"][$"k{random.Next(20)}"].Value = name;
            if (random.Next(5) == 0) store["doc"][$"k{random.Next(20)}"].Delete();
            if (random.Next(20) == 0) store["list"].AsArray().Reverse();
            store["scratch"].AsArray().Push(name);
            if (random.Next(2) == 0) store["scratch"].AsArray().Splice(random.Next(5), random.Next(4));
            // most writers keep pace with the hub now and then, so that overlays are long and short
            if (random.Next(10) == 0) await store.WhenAcknowledgedAsync();
        }
    }

    /// <summary>Cuts after each some changes of a store, so that it needs no clock.</summary>
    private static async Task CutAsync(CuttableProxy[] proxies, Random random, HubStore[] stores, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            int next = random.Next(proxies.Length);
            long target = stores[next].Revision + random.Next(1, 200);
            try
            {
                await stores[next].WhenSettledAsync(target, done).WaitAsync(TimeSpan.FromSeconds(1), done);
            }
            catch (Exception e) when (e is OperationCanceledException or TimeoutException)
            {
                // it is offline or the writers are done
            }

            proxies[next].Cut();
        }
    }
}
