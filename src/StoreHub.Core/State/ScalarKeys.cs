namespace StoreHub.State;

/// <summary>Map keys and Set members: normalized scalars by value.</summary>
internal readonly struct ScalarKeys : IKeyRule<StoreValue>
{
    public static bool AreEqual(StoreValue left, StoreValue right) => left.Equals(right);

    public static int HashOf(StoreValue key) => key.GetHashCode();
}
