using System.Diagnostics.CodeAnalysis;
using StoreHub.Client;

namespace StoreHub.Interop.Host;

/// <summary>Random writes of every kind to a store with an array <c>list</c>, a Map <c>map</c>, a Set <c>set</c> and an object <c>counts</c>.</summary>
[SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "Repeatable by its seed.")]
internal sealed class RandomWrites(HubStore store, int seed)
{
    private readonly Random _random = new(seed);

    public async Task RunAsync(int writes)
    {
        for (int i = 0; i < writes; i++)
        {
            store.Batch(() =>
            {
                for (int more = _random.Next(4); more >= 0; more--) WriteOne();
            });
            // the others' writes come in between
            if (_random.Next(3) == 0) await Task.Delay(_random.Next(4)).ConfigureAwait(false);
        }
    }

    private void WriteOne()
    {
        StoreArray list = store["list"].AsArray();
        int count = list.Count;
        switch (_random.Next(14))
        {
            case 0: list.Push(_random.Next(100)); break;
            case 1: list.Unshift(new Dictionary<string, object?> { ["n"] = _random.Next(100), ["7"] = true }); break;
            case 2: list.Splice(_random.Next(count + 1), _random.Next(3), "c#"); break;
            case 3: list.Splice(_random.Next(count + 1), 1); break;
            case 4: list.Reverse(); break;
            case 5: list.Sort(static (left, right) => string.CompareOrdinal(Convert.ToString((object?)left, null), Convert.ToString((object?)right, null))); break;
            case 6 when count > 0: store["list"][_random.Next(count)].Set(_random.NextDouble()); break;
            case 7 when count > 0 && store["list"][_random.Next(count)] is { Kind: ValueKind.Object } item: item["seen"].Set(_random.Next(9)); break;
            case 8: store["counts"]["n"].Increment(); break;
            case 9: store["counts"][$"k{_random.Next(6)}"].Set(double.NaN); break;
            case 10: store["counts"][$"k{_random.Next(6)}"].Delete(); break;
            case 11: store["map"].AsMap().Set(_random.Next(5), new[] { _random.Next(9) }); break;
            case 12: store["map"].AsMap().Delete(_random.Next(5)); break;
            default:
                if (_random.Next(2) == 0) store["set"].AsSet().Add(_random.Next(8));
                else store["set"].AsSet().Delete(_random.Next(8));
                break;
        }
    }
}
