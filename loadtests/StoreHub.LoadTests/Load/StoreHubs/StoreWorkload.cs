using System.Globalization;
using StoreHub.Client;

namespace StoreHub.LoadTests.Load.StoreHubs;

/// <summary>What one writer does in one store, and a ledger of what must come of it: nobody else writes its keys, its counter, its entries and members.</summary>
internal sealed class StoreWorkload
{
    public const string UserKey = "user", CountKey = "count", ListKey = "list", MapKey = "map", TagsKey = "tags";

    private const int Keys = 100;
    private const int LongList = 1000;

    private readonly HubStore _store;
    private readonly OperationMix _mix;
    private readonly Random _random;
    private readonly int _valueBytes;
    private readonly int _number;
    private readonly StoreNode[] _keys;
    private readonly StoreNode _counter;
    private readonly StoreValue[] _set = new StoreValue[Keys];
    private readonly StoreValue[] _mapped = new StoreValue[Keys];
    private readonly bool[] _member = new bool[Keys];
    private long _count;
    private long _pushed;

    public StoreWorkload(HubStore store, int number, OperationMix mix, Random random, int valueBytes)
    {
        _store = store;
        _number = number;
        _mix = mix;
        _random = random;
        _valueBytes = valueBytes;
        StoreNode user = store[UserKey]["u" + Text(number)];
        _keys = [.. Enumerable.Range(0, Keys).Select(key => user["k" + Text(key)])];
        _counter = store[CountKey]["w" + Text(number)];
    }

    public HubStore Store => _store;

    /// <summary>How many operations it has written; each has a seq of its own.</summary>
    public long Written { get; private set; }

    /// <summary>Makes the containers that writers share.</summary>
    /// <returns>How many operations that took.</returns>
    public static int Prepare(HubStore store, OperationMix mix, IReadOnlyCollection<int> writers)
    {
        int operations = 0;
        store.Batch(() =>
        {
            Make(store[UserKey], ObjectValue.Empty);
            foreach (int writer in writers) Make(store[UserKey]["u" + Text(writer)], ObjectValue.Empty);
            if (mix.Has(OperationKind.Increment))
            {
                Make(store[CountKey], ObjectValue.Empty);
                foreach (int writer in writers) Make(store[CountKey]["w" + Text(writer)], 0);
            }

            if (mix.Has(OperationKind.Push) || mix.Has(OperationKind.Splice)) Make(store[ListKey], ArrayValue.Empty);
            if (mix.Has(OperationKind.MapSet)) Make(store[MapKey], MapValue.Empty);
            if (mix.Has(OperationKind.SetAdd)) Make(store[TagsKey], SetValue.Empty);
        });
        return operations;

        void Make(StoreNode node, StoreValue value)
        {
            node.Value = value;
            operations++;
        }
    }

    /// <summary>Writes one operation.</summary>
    /// <returns>When.</returns>
    public long Write()
    {
        long stamp = StampedValue.Now;
        StoreValue value = StampedValue.Of(stamp, _valueBytes);
        int key = _random.Next(Keys);
        switch (_mix.Pick(_random))
        {
            case OperationKind.Delete when !_set[key].IsUndefined:
                _keys[key].Delete();
                _set[key] = default;
                break;
            case OperationKind.Set or OperationKind.Delete:
                _keys[key].Value = _set[key] = value;
                break;
            case OperationKind.Increment:
                _counter.Increment();
                _count++;
                break;
            case OperationKind.Push when _store[ListKey].Count < LongList:
                _store[ListKey].AsArray().Push($"w{_number}:{_pushed++}");
                break;
            case OperationKind.Push:
                _store[ListKey].AsArray().Shift();
                break;
            case OperationKind.Splice:
                int length = _store[ListKey].Count;
                _store[ListKey].AsArray().Splice(_random.Next(length + 1), length == 0 ? 0 : 1, $"w{_number}:{_pushed++}");
                break;
            case OperationKind.MapSet:
                _store[MapKey].AsMap().Set(Own(key), value);
                _mapped[key] = value;
                break;
            default:
                if (_member[key]) _store[TagsKey].AsSet().Delete(Own(key));
                else _store[TagsKey].AsSet().Add(Own(key));
                _member[key] = !_member[key];
                break;
        }

        Written++;
        return stamp;
    }

    /// <summary>Compares the ledger with what somebody holds after everything was acknowledged.</summary>
    /// <param name="state">The whole state.</param>
    /// <param name="lost">Writes that are not in it.</param>
    /// <param name="duplicated">Writes that took effect more than once.</param>
    public void Check(StoreValue state, out long lost, out long duplicated)
    {
        lost = duplicated = 0;
        ObjectValue root = state.AsObject();
        ObjectValue user = root[UserKey].AsObject()["u" + Text(_number)].AsObject();
        for (int key = 0; key < Keys; key++)
        {
            StoreValue there = user.TryGetValue("k" + Text(key), out StoreValue found) ? found : default;
            if (there != _set[key]) lost++;
            if (_mix.Has(OperationKind.MapSet) && (root[MapKey].AsMap().TryGetValue(Own(key), out StoreValue mapped) ? mapped : default) != _mapped[key]) lost++;
            if (_mix.Has(OperationKind.SetAdd) && root[TagsKey].AsSet().Contains(Own(key)) != _member[key]) lost++;
        }

        if (_mix.Has(OperationKind.Increment))
        {
            long count = (long)root[CountKey].AsObject()["w" + Text(_number)].AsNumber();
            lost += Math.Max(0, _count - count);
            duplicated += Math.Max(0, count - _count);
        }

        if (!_mix.Has(OperationKind.Push) && !_mix.Has(OperationKind.Splice)) return;
        string prefix = $"w{_number}:";
        string[] own = [.. root[ListKey].AsArray().Select(static item => item.AsString()).Where(item => item.StartsWith(prefix, StringComparison.Ordinal))];
        duplicated += own.Length - own.Distinct(StringComparer.Ordinal).Count();
    }

    private StoreValue Own(int key) => _number * 1000 + key;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
