using System.Globalization;
using System.Text.Json;

namespace StoreHub.Core.Tests.Reference;

/// <summary>
/// The text in which the reference and the replica under test print their whole structure, so that the two can be compared:
/// <code>
/// object   {"key":value,…}            keys in insertion order, escaped as JSON
/// array    [id=value,id†revision,…]   live elements and tombstones in their order; id is source:seq:ordinal;
///                                     a removal in the overlay has no revision yet: id†pending
/// Map      M{key=>value,…}            in insertion order
/// Set      S{member,…}                in insertion order
/// scalars  undefined null true 1.5 -0 NaN Infinity "text" b"base64" d1700000000000
/// </code>
/// </summary>
internal static class StructureText
{
    public static string Scalar(StoreValue value) => value.Kind switch
    {
        ValueKind.Undefined => "undefined",
        ValueKind.Null => "null",
        ValueKind.Boolean => value.AsBoolean() ? "true" : "false",
        ValueKind.Number => value.AsNumber().ToString("R", CultureInfo.InvariantCulture),
        ValueKind.String => $"\"{JsonEncodedText.Encode(value.AsString())}\"",
        ValueKind.Bytes => $"b\"{Convert.ToBase64String(value.AsBytes().Span)}\"",
        ValueKind.Instant => "d" + value.AsUnixMilliseconds().ToString(CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"{value.Kind} is no scalar.", nameof(value)),
    };

    public static string Removed(long revision) =>
        "†" + (revision == ReferenceState.Pending ? "pending" : revision.ToString(CultureInfo.InvariantCulture));
}
