using System.Diagnostics.CodeAnalysis;
using StoreHub.Operations;

namespace StoreHub;

/// <summary>What reading like a plain object gives: scalars as .NET values, containers as live views.</summary>
internal static class PlainValue
{
    /// <summary>Gives a scalar as a .NET value and a container, one step below <paramref name="parent"/>, as a live view; undefined as null.</summary>
    public static object? Of(Store store, StorePath parent, in PathSegment step, StoreValue value)
    {
        if (value.Container is null) return Scalar(value);
        StorePath path = parent.Append(step);
        return value.Kind switch
        {
            ValueKind.Object => new StoreProxy(new StoreNode(store, path)),
            ValueKind.Array => new StoreArray(store, path),
            ValueKind.Map => new StoreMap(store, path),
            _ => new StoreSet(store, path),
        };
    }

    /// <summary>A number is an int or long where it is whole, so that it converts to every numeric type without a cast.</summary>
    public static object? Scalar(StoreValue value)
    {
        switch (value.Kind)
        {
            case ValueKind.Boolean: return value.AsBoolean();
            case ValueKind.String: return value.AsString();
            case ValueKind.Bytes: return value.AsBytes().ToArray();
            case ValueKind.Instant: return value.AsInstant();
            case ValueKind.Number:
                double number = value.AsNumber();
                if (number != Math.Floor(number) || Math.Abs(number) > 9007199254740991d || (number == 0 && double.IsNegative(number))) return number;
                return number is >= int.MinValue and <= int.MaxValue ? (int)number : (object)(long)number;
            default: return null;
        }
    }

    /// <summary>A value that is no part of the store any more: scalars as .NET values, containers as immutable values.</summary>
    public static object? Detached(StoreValue value) => value.Container is null ? Scalar(value) : value;

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The views are the convenient surface; docs name the node's Value as the trim-safe one, and scalars and store values need no reflection.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "As above.")]
    public static StoreValue CopyIn(object? value, StoreLimits limits) => value switch
    {
        StoreValue ready => ready,
        // what text is mostly made of, without the machinery that only what is refused and containers need
        string text when ValueText.IsWithoutSurrogates(text) => StoreValue.FromValidString(Letters.Share(text)),
        _ => StoreValue.From(value, limits),
    };
}
