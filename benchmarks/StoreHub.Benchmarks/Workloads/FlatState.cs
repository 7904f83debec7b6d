using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Benchmarks.Workloads;

/// <summary>Any number of keys with numbers in one object: <c>all.k0, all.k1, …</c>.</summary>
internal static class FlatState
{
    public static StorePath All { get; } = StorePath.Of("all");

    public static SettledState Create(int keys)
    {
        var state = new SettledState();
        state.Apply(new History("founder").Set(All, ObjectValue.Create(Enumerable.Range(0, keys).Select(static key => KeyValuePair.Create(Name(key), (StoreValue)key)))));
        return state;
    }

    /// <summary>The same at each run, and as scattered as the keys of a real writer.</summary>
    public static StorePath[] RandomPaths(int keys, int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => All.Append(Name(random.Next(keys))))];
    }

    /// <summary>Records that follow a revision, and set one place after the other.</summary>
    public static HistoryRecord[] Overwrites(StorePath[] paths, long revision)
    {
        var history = new History("author", revision);
        return [.. paths.Select((path, i) => history.Set(path, i))];
    }

    private static string Name(int key) => $"k{key}";
}
