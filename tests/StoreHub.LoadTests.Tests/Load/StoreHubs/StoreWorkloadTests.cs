using StoreHub.Client;
using StoreHub.LoadTests.Load;
using StoreHub.LoadTests.Load.StoreHubs;

namespace StoreHub.LoadTests.Tests.Load.StoreHubs;

/// <summary>The ledger against states in which something is missing or there twice. The stores are offline: what is written shows all the same.</summary>
public sealed class StoreWorkloadTests : IAsyncLifetime
{
    private readonly StoreHubClient _client = new("http://127.0.0.1:1/hub");
    private HubStore _store = null!;
    private StoreWorkload _workload = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.True(OperationMix.TryParse("set,delete,increment,push,splice,map-set,set-add", out OperationMix? mix, out _));
        _store = await _client.OpenAsync("s");
        StoreWorkload.Prepare(_store, mix, [3]);
        _workload = new StoreWorkload(_store, 3, mix, new Random(5), valueBytes: 0);
        for (int i = 0; i < 2000; i++) _workload.Write();
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public void All_that_was_written_is_there_and_each_write_is_one_operation()
    {
        Assert.Equal((0, 0), Check());
        // user, count, list, map, tags, and the writer's own object and counter
        Assert.Equal(2000 + 7, _store.Log.Count);
        Assert.Equal(2000, _workload.Written);
    }

    [Fact]
    public void A_key_with_another_value_is_lost()
    {
        string key = _store["user"]["u3"].Keys[0];
        _store["user"]["u3"][key].Value = 0;
        Assert.Equal((1, 0), Check());
        _store["user"]["u3"][key].Delete();
        Assert.Equal((1, 0), Check());
    }

    [Fact]
    public void A_counter_shows_what_is_lost_or_there_twice()
    {
        _store["count"]["w3"].Increment(-2);
        Assert.Equal((2, 0), Check());
        _store["count"]["w3"].Increment(5);
        Assert.Equal((0, 3), Check());
    }

    [Fact]
    public void A_member_or_an_entry_that_is_not_there_is_lost()
    {
        _store["tags"].AsSet().Delete(_store["tags"].AsSet().Values[0]);
        StoreMap map = _store["map"].AsMap();
        map.Delete(map.Keys.First());
        Assert.Equal((2, 0), Check());
    }

    [Fact]
    public void An_element_that_is_there_twice_is_seen()
    {
        StoreArray list = _store["list"].AsArray();
        list.Push(list.Get<string>(0));
        Assert.Equal((0, 1), Check());
    }

    private (long Lost, long Duplicated) Check()
    {
        _workload.Check(_store.Snapshot(), out long lost, out long duplicated);
        return (lost, duplicated);
    }
}
