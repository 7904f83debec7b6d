namespace StoreHub.State;

/// <summary>Makes immutable values of live containers.</summary>
internal static class NodeCopy
{
    /// <summary>Gives a scalar as it is, and a live container as a deep copy of its visible state.</summary>
    public static StoreValue Copy(StoreValue value) => value.Container switch
    {
        null => value,
        ObjectNode node => ObjectValue.Create(Entries(node)),
        MapNode node => MapValue.Create(Entries(node)),
        SetNode node => SetValue.Create(Keys(node)),
        ArrayNode node => Copy(node),
        _ => value,
    };

    /// <summary>The keys or members, in order.</summary>
    public static IEnumerable<TKey> Keys<TKey, TRule>(TableNode<TKey, TRule> node)
        where TKey : notnull
        where TRule : struct, IKeyRule<TKey>
    {
        for (int slot = node.First; slot >= 0; slot = node.Next(slot)) yield return node.KeyAt(slot);
    }

    private static IEnumerable<KeyValuePair<TKey, StoreValue>> Entries<TKey, TRule>(TableNode<TKey, TRule> node)
        where TKey : notnull
        where TRule : struct, IKeyRule<TKey>
    {
        for (int slot = node.First; slot >= 0; slot = node.Next(slot)) yield return new(node.KeyAt(slot), Copy(node.ValueAt(slot)));
    }

    private static ArrayValue Copy(ArrayNode node)
    {
        var items = new StoreValue[node.Count];
        int next = 0;
        foreach (Element element in node.AllLive()) items[next++] = Copy(element.Value);
        return ArrayValue.Wrap(items);
    }
}
