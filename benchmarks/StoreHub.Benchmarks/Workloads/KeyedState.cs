using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Benchmarks.Workloads;

/// <summary>10,000 keys with numbers: <c>user.u0 … u99</c>, each with <c>k0 … k99</c>.</summary>
internal static class KeyedState
{
    public const int Users = 100;
    public const int KeysPerUser = 100;
    public const int Keys = Users * KeysPerUser;

    private static readonly StorePath[] Paths = [.. Enumerable.Range(0, Keys).Select(static key => StorePath.Of("user", $"u{key % Users}", $"k{key / Users}"))];

    /// <summary>A key's path; neighbours lie in different objects.</summary>
    public static StorePath Path(int key) => Paths[key % Keys];

    public static SettledState Create()
    {
        var state = new SettledState();
        var history = new History("founder");
        state.Apply(history.Set(StorePath.Of("user"), ObjectValue.Empty));
        state.Apply(history.Set(StorePath.Of("mine"), ObjectValue.Empty));
        for (int user = 0; user < Users; user++) state.Apply(history.Set(StorePath.Of("user", $"u{user}"), ObjectValue.Empty));
        for (int key = 0; key < Keys; key++) state.Apply(history.Set(Path(key), key));
        return state;
    }

    /// <summary>Records that follow the state, and set one key after the other of the first <paramref name="keys"/>.</summary>
    public static HistoryRecord[] Overwrites(SettledState state, int count, int keys = Keys)
    {
        var history = new History("author", state.Revision);
        return [.. Enumerable.Range(0, count).Select(i => history.Set(Path(i % keys), i))];
    }
}
