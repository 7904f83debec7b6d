using System.Globalization;

namespace StoreHub.Tests.Participants;

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
    /// <exception cref="BrokenPromiseException">Something is lost, or there twice.</exception>
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

    /// <summary>
    /// Lists what somebody who has all that is acknowledged does not hold of what was written, when nothing is pending: at least so many operations
    /// are lost. What was lost before is there again, unless it was overwritten since.
    /// </summary>
    /// <exception cref="BrokenPromiseException">Something is there twice, or was never written.</exception>
    public IReadOnlyList<string> FindMissing(StoreValue state, string where)
    {
        CheckAllAcknowledged();
        Written now = Now();
        ObjectValue root = state.AsObject();
        long[] tokens = TokensIn(root.TryGetValue(TokensKey, out StoreValue list) ? list.AsArray() : ArrayValue.Empty, where);
        Within("the number of tokens", tokens.Length, 0, now.Tokens, where);
        long count = StampOf(Inner(root, CountsKey).TryGetValue(writer, out StoreValue counted) ? counted : default);
        Within("the counter", count, 0, now.Count, where);
        var missing = new List<string>();
        for (long token = 0; token < now.Tokens; token++)
        {
            if (Array.BinarySearch(tokens, token) < 0) missing.Add($"token {token}");
        }

        for (long number = count; number < now.Count; number++) missing.Add("an increment");
        ObjectValue keys = Inner(Inner(root, KeysKey), writer);
        MapValue map = root.TryGetValue(MapKey, out StoreValue entries) ? entries.AsMap() : MapValue.Empty;
        SetValue tags = root.TryGetValue(TagsKey, out StoreValue members) ? members.AsSet() : SetValue.Empty;
        for (int slot = 0; slot < Slots; slot++)
        {
            Behind(missing, $"key {slot}", keys.TryGetValue("k" + Text(slot), out StoreValue key) ? key : default, now.Keys[slot], where);
            Behind(missing, $"entry {slot}", map.TryGetValue(Own(slot), out StoreValue entry) ? entry : default, now.Entries[slot], where);
            if (tags.Contains(Own(slot)) != now.Members[slot]) missing.Add($"member {slot}");
        }

        return missing;
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
        long[] numbers = TokensIn(tokens, where);
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] != i) throw Violation($"token {i} is lost, and a later one is not", where);
        }

        Within("the number of tokens", numbers.Length, acknowledged, written, where);
    }

    /// <summary>The numbers of its tokens in their order.</summary>
    private long[] TokensIn(ArrayValue tokens, string where)
    {
        string prefix = writer + ":";
        // not in order: what a push stood behind may have been relayed, lost before it was durable, and come again elsewhere
        long[] numbers = [.. tokens.Select(static token => token.AsString()).Where(token => token.StartsWith(prefix, StringComparison.Ordinal))
            .Select(token => long.Parse(token.AsSpan(prefix.Length), CultureInfo.InvariantCulture)).Order()];
        for (int i = 1; i < numbers.Length; i++)
        {
            if (numbers[i] == numbers[i - 1]) throw Violation($"token {numbers[i]} is there twice", where);
        }

        return numbers;
    }

    private void Behind(List<string> missing, string what, StoreValue found, long written, string where)
    {
        Within(what, StampOf(found), 0, written, where);
        if (StampOf(found) < written) missing.Add($"{what}: {written}, and not {StampOf(found)}");
    }

    private static ObjectValue Inner(ObjectValue outer, string key) => outer.TryGetValue(key, out StoreValue inner) ? inner.AsObject() : ObjectValue.Empty;

    private void Within(string what, long found, long acknowledged, long written, string where)
    {
        if (found < acknowledged) throw Violation($"{what} is {found}, and was acknowledged as {acknowledged}", where);
        if (found > written) throw Violation($"{what} is {found}, and was never written beyond {written}", where);
    }

    private BrokenPromiseException Violation(string what, string where) => new($"{store}, {writer}: {what}, at {where}");

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
