using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Benchmarks.Workloads;

/// <summary>Any number of keys with numbers, all in the root: <c>k0, k1, …</c>.</summary>
internal static class FlatState
{
    public static SettledState Create(int keys)
    {
        var state = new SettledState();
        var history = new History("founder");
        for (int key = 0; key < keys; key++) state.Apply(history.Set(Path(key), key));
        return state;
    }

    /// <summary>The same at each run, and as scattered as the keys of a real writer.</summary>
    public static StorePath[] RandomPaths(int keys, int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => Path(random.Next(keys)))];
    }

    /// <summary>Records that follow a revision, and set one place after the other.</summary>
    public static HistoryRecord[] Overwrites(StorePath[] paths, long revision)
    {
        var history = new History("author", revision);
        return [.. paths.Select((path, i) => history.Set(path, i))];
    }

    private static StorePath Path(int key) => StorePath.Of($"k{key}");
}
