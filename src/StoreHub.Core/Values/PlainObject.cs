using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace StoreHub;

/// <summary>Anonymous types, records and plain classes, read by their public properties in the order they are declared.</summary>
internal static class PlainObject
{
    /// <summary>What a trimmed application loses.</summary>
    public const string Trimming = "Plain .NET objects are read by reflection, and trimming may remove their properties. StoreValue's conversions and Create methods are safe.";

    /// <summary>Whether the type is an application's own: the framework's types mean more than their properties say.</summary>
    public static bool IsPlain(Type type) => !type.IsPrimitive && !type.IsPointer
        && !IsUnder(type.Namespace, "System") && !IsUnder(type.Namespace, "Microsoft");

    [RequiresUnreferencedCode(Trimming)]
    public static IEnumerable<KeyValuePair<object?, object?>> Properties(object value)
    {
        foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetMethod is not { IsPublic: true } || property.GetIndexParameters().Length > 0) continue;
            yield return new(property.Name, property.PropertyType.IsByRefLike ? property : property.GetValue(value, BindingFlags.DoNotWrapExceptions, null, null, null));
        }
    }

    private static bool IsUnder(string? name, string root) =>
        name is not null && name.StartsWith(root, StringComparison.Ordinal) && (name.Length == root.Length || name[root.Length] == '.');
}
