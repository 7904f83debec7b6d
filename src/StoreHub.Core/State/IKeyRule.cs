namespace StoreHub.State;

/// <summary>How keys of a table are compared; a struct, so that the call is inlined.</summary>
internal interface IKeyRule<TKey>
{
    static abstract bool AreEqual(TKey left, TKey right);

    static abstract int HashOf(TKey key);
}
