using System.Globalization;

namespace StoreHub.Server.Tests.Redis.Model;

/// <summary>
/// The keys of a Redis, and those of its commands that StoreHub and its scripts use. Strings hold bytes, one in each char; replies are null, a number
/// (<see cref="long"/>), a string or an array. What is written goes to a list, as Redis's append-only file has it, from which it can be made again.
/// </summary>
internal sealed class ModelDatabase(Func<DateTimeOffset> now, Func<string> runId, Action<string, string> publish)
{
    private readonly Dictionary<string, object> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _expiry = new(StringComparer.Ordinal);
    private List<string[]>? _group;

    /// <summary>What was written, in groups that are written as one.</summary>
    public List<string[][]> File { get; } = [];

    private long Milliseconds => now().ToUnixTimeMilliseconds();

    /// <summary>Runs commands of which either all or none is in the file.</summary>
    public T Atomically<T>(Func<T> run)
    {
        _group = [];
        try
        {
            return run();
        }
        finally
        {
            if (_group.Count > 0) File.Add([.. _group]);
            _group = null;
        }
    }

    /// <summary>Forgets all but the first groups of the file, as if the server had been killed.</summary>
    public void Reload(int groups)
    {
        string[][][] kept = [.. File.Take(groups)];
        _keys.Clear();
        _expiry.Clear();
        File.Clear();
        foreach (string[][] group in kept)
        {
            foreach (string[] words in group) Run(words);
            File.Add(group);
        }
    }

    /// <summary>Runs one command of a group.</summary>
    /// <exception cref="NotSupportedException">The model does not have it.</exception>
    public object? Run(params string[] words)
    {
        string name = words[0];
        object? reply = name switch
        {
            "TIME" => new object[] { Text(Milliseconds / 1000), Text(Milliseconds % 1000 * 1000) },
            "INFO" => $"# Server\r\nrun_id:{runId()}\r\n",
            "CONFIG" => new object[] { words[2], words[2] == "maxmemory-policy" ? "noeviction" : "yes" },
            "PUBLISH" => Publish(words[1], words[2]),
            "EXISTS" => (long)words.Skip(1).Count(key => Find(key) is not null),
            "DEL" => (long)words.Skip(1).Count(Remove),
            "RENAME" => Rename(words[1], words[2]),
            "PEXPIRE" => Expire(words[1], Milliseconds + Number(words[2])),
            "PEXPIREAT" => Expire(words[1], Number(words[2])),
            "PTTL" => Find(words[1]) is null ? -2L : _expiry.TryGetValue(words[1], out long at) ? at - Milliseconds : -1L,
            "PERSIST" => Find(words[1]) is not null && _expiry.Remove(words[1]) ? 1L : 0L,
            "FLUSHALL" => Flush(),
            "SET" => Set(words),
            "GET" => Find(words[1]),
            "HSET" => SetFields(words),
            "HGET" => Hash(words[1])?.GetValueOrDefault(words[2]),
            "HMGET" => words.Skip(2).Select(field => (object?)Hash(words[1])?.GetValueOrDefault(field)).ToArray(),
            "HGETALL" => Hash(words[1])?.SelectMany(static pair => new object?[] { pair.Key, pair.Value }).ToArray() ?? [],
            "HDEL" => Hash(words[1]) is { } hash ? Drop(words, hash.Remove, () => hash.Count) : 0L,
            "SADD" => AddMembers(words),
            "SREM" => Find(words[1]) is HashSet<string> members ? Drop(words, members.Remove, () => members.Count) : 0L,
            "SMEMBERS" => (Find(words[1]) as HashSet<string>)?.Cast<object?>().ToArray() ?? [],
            "SISMEMBER" => Find(words[1]) is HashSet<string> set && set.Contains(words[2]) ? 1L : 0L,
            "XADD" => Add(words),
            "XLEN" => (long)(Stream(words[1])?.Count ?? 0),
            "XRANGE" => Range(words),
            "XTRIM" => Trim(words),
            _ => throw new NotSupportedException($"The model has no {name}."),
        };
        if (IsWrite(name)) _group?.Add(name == "PEXPIRE" ? ["PEXPIREAT", words[1], Text(Milliseconds + Number(words[2]))] : words);
        return reply;
    }

    /// <summary>All keys.</summary>
    public IReadOnlyList<string> Keys => [.. _keys.Keys.Where(key => Find(key) is not null).Order(StringComparer.Ordinal)];

    /// <summary>The kind of a key's value, as a command that reads all of it.</summary>
    public string[] Reading(string key) => Find(key) switch
    {
        string => ["GET", key],
        HashSet<string> => ["SMEMBERS", key],
        Dictionary<string, string> => ["HGETALL", key],
        _ => ["XRANGE", key, "-", "+"],
    };

    private static bool IsWrite(string name) => name is "DEL" or "RENAME" or "PEXPIRE" or "PEXPIREAT" or "PERSIST" or "FLUSHALL" or "SET" or "HSET" or "HDEL" or "SADD" or "SREM" or "XADD" or "XTRIM";

    private object? Find(string key)
    {
        if (_expiry.TryGetValue(key, out long at) && at <= Milliseconds) Remove(key);
        return _keys.GetValueOrDefault(key);
    }

    private Dictionary<string, string>? Hash(string key) => (Dictionary<string, string>?)Find(key);

    private SortedList<long, string[]>? Stream(string key) => (SortedList<long, string[]>?)Find(key);

    private T FindOrAdd<T>(string key)
        where T : class, new()
    {
        if (Find(key) is T found) return found;
        var made = new T();
        _keys[key] = made;
        return made;
    }

    private bool Remove(string key)
    {
        _expiry.Remove(key);
        return _keys.Remove(key);
    }

    private string Flush()
    {
        _keys.Clear();
        _expiry.Clear();
        return "OK";
    }

    private long Publish(string channel, string message)
    {
        publish(channel, message);
        return 0;
    }

    private string Rename(string from, string to)
    {
        object value = Find(from)!;
        bool expires = _expiry.TryGetValue(from, out long at);
        Remove(from);
        Remove(to);
        _keys[to] = value;
        if (expires) _expiry[to] = at;
        return "OK";
    }

    private long Expire(string key, long at)
    {
        if (Find(key) is null) return 0;
        _expiry[key] = at;
        return 1;
    }

    private object? Set(string[] words)
    {
        object? before = Find(words[1]);
        bool isTaken = before is not null && words.Contains("NX");
        if (!isTaken)
        {
            Remove(words[1]);
            _keys[words[1]] = words[2];
            int at = Array.IndexOf(words, "PX");
            if (at > 0) Expire(words[1], Milliseconds + Number(words[at + 1]));
        }

        return words.Contains("GET") ? before : isTaken ? null : "OK";
    }

    private long SetFields(string[] words)
    {
        var hash = FindOrAdd<Dictionary<string, string>>(words[1]);
        int before = hash.Count;
        for (int i = 2; i < words.Length; i += 2) hash[words[i]] = words[i + 1];
        return hash.Count - before;
    }

    private long AddMembers(string[] words)
    {
        var set = FindOrAdd<HashSet<string>>(words[1]);
        return words.Skip(2).Count(set.Add);
    }

    private long Drop(string[] words, Func<string, bool> remove, Func<int> left)
    {
        long dropped = words.Skip(2).Count(remove);
        if (left() == 0) Remove(words[1]);
        return dropped;
    }

    private string Add(string[] words)
    {
        var stream = FindOrAdd<SortedList<long, string[]>>(words[1]);
        long id = Id(words[2]);
        if (stream.Count > 0 && stream.GetKeyAtIndex(stream.Count - 1) >= id) throw new InvalidOperationException("ERR The ID specified in XADD is equal or smaller than the target stream top item");
        stream[id] = words[3..];
        return words[2];
    }

    private object?[] Range(string[] words)
    {
        long from = words[2] == "-" ? 0 : Id(words[2]), to = words[3] == "+" ? long.MaxValue : Id(words[3]);
        int at = Array.IndexOf(words, "COUNT");
        int most = at > 0 ? (int)Number(words[at + 1]) : int.MaxValue;
        return Stream(words[1])?.Where(pair => pair.Key >= from && pair.Key <= to).Take(most).Select(static pair => (object?)new object?[] { $"{Text(pair.Key)}-1", pair.Value.Cast<object?>().ToArray() }).ToArray() ?? [];
    }

    private long Trim(string[] words)
    {
        SortedList<long, string[]>? stream = Stream(words[1]);
        if (stream is null) return 0;
        // MAXLEN 0, or MINID = id; a stream stays when it is empty
        long least = words[2] == "MAXLEN" ? long.MaxValue : Id(words[4]);
        long[] gone = [.. stream.Keys.TakeWhile(id => id < least)];
        foreach (long id in gone) stream.Remove(id);
        return gone.Length;
    }

    // all ids are revision-1
    private static long Id(string text) => Number(text.Split('-')[0]);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
