using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace StoreHub;

/// <summary>Which container a .NET collection becomes: its interfaces decide.</summary>
internal static class CollectionShape
{
    /// <summary>The kind for a collection: object, Map, Set or array.</summary>
    [RequiresUnreferencedCode(PlainObject.Trimming)]
    public static ValueKind Of(object collection)
    {
        ValueKind kind = ValueKind.Array;
        foreach (Type type in collection.GetType().GetInterfaces())
        {
            if (!type.IsGenericType) continue;
            Type definition = type.GetGenericTypeDefinition();
            if (definition == typeof(IDictionary<,>) || definition == typeof(IReadOnlyDictionary<,>))
                return type.GetGenericArguments()[0] == typeof(string) ? ValueKind.Object : ValueKind.Map;
            if (definition == typeof(ISet<>) || definition == typeof(IReadOnlySet<>)) kind = ValueKind.Set;
        }

        return collection is IDictionary untyped ? HasOnlyNames(untyped) ? ValueKind.Object : ValueKind.Map : kind;
    }

    /// <summary>The entries of a dictionary of any kind.</summary>
    [RequiresUnreferencedCode(PlainObject.Trimming)]
    public static IEnumerable<KeyValuePair<object?, object?>> Entries(object dictionary)
    {
        switch (dictionary)
        {
            case IEnumerable<KeyValuePair<string, object?>> known:
                foreach ((string key, object? value) in known) yield return new(key, value);
                break;
            case IDictionary untyped:
                foreach (DictionaryEntry entry in untyped) yield return new(entry.Key, entry.Value);
                break;
            default:
                foreach (object pair in (IEnumerable)dictionary)
                {
                    Type type = pair.GetType();
                    yield return new(type.GetProperty("Key")!.GetValue(pair), type.GetProperty("Value")!.GetValue(pair));
                }

                break;
        }
    }

    private static bool HasOnlyNames(IDictionary dictionary)
    {
        foreach (object key in dictionary.Keys)
        {
            if (key is not string) return false;
        }

        return true;
    }
}
