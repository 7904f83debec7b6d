namespace StoreHub.State;

/// <summary>Object keys: strings by ordinal.</summary>
internal readonly struct OrdinalKeys : IKeyRule<string>
{
    public static bool AreEqual(string left, string right) => string.Equals(left, right);

    public static int HashOf(string key) => key.GetHashCode();
}
