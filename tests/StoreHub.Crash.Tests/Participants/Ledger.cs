using System.Globalization;

namespace StoreHub.Crash.Tests.Participants;

/// <summary>
/// What one writer writes in one store, where nobody else writes, and what must come of it: at every time all that was acknowledged, and
/// nothing twice. Safe for any thread.
/// </summary>
internal sealed class Ledger(string store, string writer)
{
    public const string TokensKey = "tokens", CountsKey = "counts", KeysKey = "keys", MapKey = "map", TagsKey = "tags";

    private const int Slots = 8;
    private const int Kinds = 8;

    private readonly Lock _gate = new();
    private readonly long[] _keys = new long[Slots];
    private readonly long[] _entries = new long[Slots];
    private readonly bool[] _members = new bool[Slots];
    private Written _acknowledged = new(0, 0, 0, new long[Slots], new long[Slots], new bool[Slots]);
    private long _operations;
    private long _tokens;
    private long _count;

    /// <summary>The store's name.</summary>
    public string StoreName => store;

    /// <summary>Makes the containers that writers share, and a counter and keys for each.</summary>
    public static void Prepare(Store store, IReadOnlyCollection<string> writers) => store.Batch(() =>
    {
        store[TokensKey].Value = ArrayValue.Empty;
        store[MapKey].Value = MapValue.Empty;
        store[TagsKey].Value = SetValue.Empty;
        store[CountsKey].Value = ObjectValue.Empty;
        store[KeysKey].Value = ObjectValue.Empty;
        foreach (string writer in writers)
        {
            store[CountsKey][writer].Value = 0;
            store[KeysKey][writer].Value = ObjectValue.Empty;
        }
    });

    /// <summary>Writes one operation, or a transaction of several.</summary>
    public void Write(Store into, Random random)
    {
        lock (_gate)
        {
            int slot = random.Next(Slots);
            switch (random.Next(Kinds))
            {
                case 0:
                    Push(into);
                    break;
                case 1 or 2:
                    Increment(into);
                    break;
                case 3 or 4:
                    into[KeysKey][writer]["k" + Text(slot)].Value = _keys[slot] = ++_operations;
                    break;
                case 5:
                    SetEntry(into, slot);
                    break;
                case 6:
                    Toggle(into, slot);
                    break;
                default:
                    into.Batch(() =>
                    {
                        Increment(into);
                        Push(into);
                        SetEntry(into, slot);
                    });
                    break;
            }
        }
    }

    /// <summary>How far it is written now.</summary>
    public Written Now()
    {
        lock (_gate) return new Written(_operations, _tokens, _count, [.. _keys], [.. _entries], [.. _members]);
    }

    /// <summary>All up to there was acknowledged.</summary>
    public void Acknowledged(Written written)
    {
        lock (_gate)
        {
            if (written.Operations > _acknowledged.Operations) _acknowledged = written;
        }
    }

    /// <summary>Compares with what somebody holds who has all that was acknowledged.</summary>
    /// <exception cref="CrashViolationException">Something is lost, or there twice.</exception>
    public void Check(StoreValue state, string where)
    {
        Written acknowledged, now;
        lock (_gate) (acknowledged, now) = (_acknowledged, Now());
        ObjectValue root = state.AsObject();
        CheckTokens(root[TokensKey].AsArray(), acknowledged.Tokens, now.Tokens, where);
        Within("the counter", (long)root[CountsKey].AsObject()[writer].AsNumber(), acknowledged.Count, now.Count, where);
        ObjectValue keys = root[KeysKey].AsObject()[writer].AsObject();
        MapValue map = root[MapKey].AsMap();
        for (int slot = 0; slot < Slots; slot++)
        {
            Within($"key {slot}", StampOf(keys.TryGetValue("k" + Text(slot), out StoreValue key) ? key : default), acknowledged.Keys[slot], now.Keys[slot], where);
            Within($"entry {slot}", StampOf(map.TryGetValue(Own(slot), out StoreValue entry) ? entry : default), acknowledged.Entries[slot], now.Entries[slot], where);
            if (acknowledged.Operations == now.Operations && root[TagsKey].AsSet().Contains(Own(slot)) != now.Members[slot]) throw Violation($"member {slot} is wrong", where);
        }
    }

    /// <summary>Requires that all was acknowledged.</summary>
    public void CheckAllAcknowledged()
    {
        lock (_gate)
        {
            if (_acknowledged.Operations != _operations) throw Violation($"{_acknowledged.Operations} of {_operations} operations are acknowledged", "the end");
        }
    }

    private void CheckTokens(ArrayValue tokens, long acknowledged, long written, string where)
    {
        string prefix = writer + ":";
        // not in order: what a push stood behind may have been relayed, lost before it was durable, and come again elsewhere
        long[] numbers = [.. tokens.Select(static token => token.AsString()).Where(token => token.StartsWith(prefix, StringComparison.Ordinal))
            .Select(token => long.Parse(token.AsSpan(prefix.Length), CultureInfo.InvariantCulture)).Order()];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (i > 0 && numbers[i] == numbers[i - 1]) throw Violation($"token {numbers[i]} is there twice", where);
            if (numbers[i] != i) throw Violation($"token {i} is lost, and a later one is not", where);
        }

        Within("the number of tokens", numbers.Length, acknowledged, written, where);
    }

    private void Within(string what, long found, long acknowledged, long written, string where)
    {
        if (found < acknowledged) throw Violation($"{what} is {found}, and was acknowledged as {acknowledged}", where);
        if (found > written) throw Violation($"{what} is {found}, and was never written beyond {written}", where);
    }

    private CrashViolationException Violation(string what, string where) => new($"{store}, {writer}: {what}, at {where}");

    private void Push(Store into)
    {
        into[TokensKey].AsArray().Push($"{writer}:{Text(_tokens++)}");
        _operations++;
    }

    private void Increment(Store into)
    {
        into[CountsKey][writer].Increment();
        _count++;
        _operations++;
    }

    private void SetEntry(Store into, int slot) => into[MapKey].AsMap().Set(Own(slot), _entries[slot] = ++_operations);

    private void Toggle(Store into, int slot)
    {
        StoreSet tags = into[TagsKey].AsSet();
        if (_members[slot]) tags.Delete(Own(slot));
        else tags.Add(Own(slot));
        _members[slot] = !_members[slot];
        _operations++;
    }

    private StoreValue Own(int slot) => writer + Text(slot);

    private static long StampOf(StoreValue value) => value.IsUndefined ? 0 : (long)value.AsNumber();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
