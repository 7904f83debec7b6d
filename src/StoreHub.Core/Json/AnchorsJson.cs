using System.Text.Json;
using StoreHub.Operations;

namespace StoreHub.Json;

/// <summary>
/// The <c>anchors</c> of an operation: <c>{ after, before, removed, order?, path? }</c>, identities as <c>source:seq:ordinal</c>. The
/// first four only for a splice; <c>path</c>, as long as the operation's, where a step carries an identity.
/// </summary>
internal static class AnchorsJson
{
    public static void Write(Utf8JsonWriter writer, Operation operation)
    {
        SpliceAnchors? splice = (operation as SpliceOperation)?.Anchors;
        bool path = HasIdentity(operation.Path);
        if (splice is null && !path) return;
        writer.WriteStartObject("anchors"u8);
        if (splice is not null)
        {
            WriteElement(writer, "after"u8, splice.After);
            WriteElement(writer, "before"u8, splice.Before);
            WriteElements(writer, "removed"u8, splice.Removed);
            if (splice.Order is { } order) WriteElements(writer, "order"u8, order);
        }

        if (path)
        {
            writer.WriteStartArray("path"u8);
            foreach (PathSegment segment in operation.Path.Segments) writer.WriteStringValue(segment.Element?.ToString());
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads anchors, or null.</summary>
    /// <param name="reader">Stands on the value of <c>anchors</c>.</param>
    /// <param name="path">The identities of the path's steps, or null.</param>
    public static SpliceAnchors? Read(ref Utf8JsonReader reader, out ElementId?[]? path)
    {
        path = null;
        if (reader.TokenType == JsonTokenType.Null) return null;
        JsonFields.RequireObject(ref reader, "anchors");
        ElementId? after = null;
        ElementId? before = null;
        ElementId[]? removed = null;
        ElementId[]? order = null;
        bool any = false;
        while (JsonFields.NextProperty(ref reader) is { } name)
        {
            any |= name is "after" or "before" or "removed" or "order";
            switch (name)
            {
                case "after": after = ReadElement(ref reader, "anchors.after"); break;
                case "before": before = ReadElement(ref reader, "anchors.before"); break;
                case "removed": removed = ReadElements(ref reader, "anchors.removed"); break;
                case "order": order = reader.TokenType == JsonTokenType.Null ? null : ReadElements(ref reader, "anchors.order"); break;
                case "path": path = ReadPath(ref reader); break;
                default: JsonFields.Skip(ref reader); break;
            }
        }

        return any ? new SpliceAnchors(after, before, removed ?? [], order) : null;
    }

    private static bool HasIdentity(StorePath path)
    {
        foreach (PathSegment segment in path.Segments)
        {
            if (segment.Element is not null) return true;
        }

        return false;
    }

    private static void WriteElement(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ElementId? element)
    {
        writer.WritePropertyName(name);
        writer.WriteStringValue(element?.ToString());
    }

    private static void WriteElements(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<ElementId> elements)
    {
        writer.WriteStartArray(name);
        for (int i = 0; i < elements.Count; i++) writer.WriteStringValue(elements[i].ToString());
        writer.WriteEndArray();
    }

    private static ElementId?[] ReadPath(ref Utf8JsonReader reader)
    {
        JsonFields.RequireArray(ref reader, "anchors.path");
        var elements = new List<ElementId?>();
        for (JsonText.Next(ref reader); reader.TokenType != JsonTokenType.EndArray; JsonText.Next(ref reader)) elements.Add(ReadElement(ref reader, "anchors.path"));
        return [.. elements];
    }

    private static ElementId[] ReadElements(ref Utf8JsonReader reader, string name)
    {
        JsonFields.RequireArray(ref reader, name);
        var elements = new List<ElementId>();
        for (JsonText.Next(ref reader); reader.TokenType != JsonTokenType.EndArray; JsonText.Next(ref reader))
            elements.Add(ReadElement(ref reader, name) ?? throw JsonFields.Wrong(name, "an array of identities", JsonTokenType.Null));
        return [.. elements];
    }

    private static ElementId? ReadElement(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        string text = JsonFields.ReadString(ref reader, name);
        return ElementId.TryParse(text, out ElementId element) && element.Seq <= Encodings.DecodingContext.MaxCounter
            ? element
            : throw new StoreException(StoreErrorCode.MalformedOperation, $"'{name}' holds '{text}', which is no identity of the form source:seq:ordinal.");
    }
}
