using StoreHub.MessagePack;
using StoreHub.Operations;

namespace StoreHub.Encodings;

/// <summary>
/// Paths and identities of elements as MessagePack: a step is a scalar, or <c>[index, seq, ordinal]</c> with the element's identity;
/// an identity elsewhere is nil or <c>[seq, ordinal]</c>. Its source follows where it is not the operation's own.
/// </summary>
internal static class PathEncoding
{
    public static void Write(MessagePackWriter writer, StorePath path, SourceId own)
    {
        ReadOnlySpan<PathSegment> segments = path.Segments;
        writer.WriteArrayHeader(segments.Length);
        foreach (ref readonly PathSegment segment in segments)
        {
            if (segment.Element is { } element)
            {
                writer.WriteArrayHeader(element.Source == own ? 3 : 4);
                ValueEncoding.WriteScalar(writer, segment.Key);
                WriteIdentity(writer, element, own);
            }
            else
            {
                ValueEncoding.WriteScalar(writer, segment.Key);
            }
        }
    }

    public static StorePath Read(ref MessagePackReader reader, DecodingContext context)
    {
        if (context.Names?.Paths.TryRead(ref reader, context.Limits) is { } same) return same;
        int start = reader.Offset;
        int count = reader.ReadArrayHeader();
        context.RequirePathDepth(count);
        if (count == 0) return StorePath.Root;
        bool identities = false;
        var segments = new PathSegment[count];
        for (int i = 0; i < count; i++)
        {
            if (reader.NextType != MessagePackType.Array)
            {
                segments[i] = new PathSegment(ReadKey(ref reader, context));
                continue;
            }

            identities = true;
            int parts = reader.ReadArrayHeader();
            if (parts is not (3 or 4)) throw new MessagePackFormatException($"At byte {reader.Offset}: a step with an identity has 3 or 4 parts, not {parts}.");
            segments[i] = new PathSegment(ReadKey(ref reader, context), ReadIdentity(ref reader, context, parts == 4));
        }

        StorePath path = StorePath.Wrap(segments);
        if (!identities) context.Names?.Paths.Note(reader.ReadSince(start), path, context.Limits);
        return path;
    }

    public static void WriteElement(MessagePackWriter writer, ElementId? element, SourceId own)
    {
        if (element is not { } id)
        {
            writer.WriteNil();
            return;
        }

        writer.WriteArrayHeader(id.Source == own ? 2 : 3);
        WriteIdentity(writer, id, own);
    }

    public static ElementId? ReadElement(ref MessagePackReader reader, DecodingContext context)
    {
        if (reader.TryReadNil()) return null;
        int parts = reader.ReadArrayHeader();
        return parts is 2 or 3
            ? ReadIdentity(ref reader, context, parts == 3)
            : throw new MessagePackFormatException($"At byte {reader.Offset}: an identity has 2 or 3 parts, not {parts}.");
    }

    public static void WriteElements(MessagePackWriter writer, IReadOnlyList<ElementId> elements, SourceId own)
    {
        writer.WriteArrayHeader(elements.Count);
        for (int i = 0; i < elements.Count; i++) WriteElement(writer, elements[i], own);
    }

    public static ElementId[] ReadElements(ref MessagePackReader reader, DecodingContext context)
    {
        int count = reader.ReadArrayHeader();
        // an identity takes 3 bytes at least
        if (count * 3L > reader.Remaining) throw new MessagePackFormatException($"At byte {reader.Offset}: {count} identities cannot fit the {reader.Remaining} bytes that are left.");
        if (count == 0) return [];
        var elements = new ElementId[count];
        for (int i = 0; i < count; i++)
        {
            elements[i] = ReadElement(ref reader, context) ?? throw new MessagePackFormatException($"At byte {reader.Offset}: an identity was expected, not nil.");
        }

        return elements;
    }

    private static void WriteIdentity(MessagePackWriter writer, ElementId element, SourceId own)
    {
        writer.WriteInt64(element.Seq);
        writer.WriteInt64(element.Ordinal);
        if (element.Source != own) writer.WriteString(element.Source.ToString());
    }

    private static ElementId ReadIdentity(ref MessagePackReader reader, DecodingContext context, bool foreign)
    {
        long seq = DecodingContext.ReadCounter(ref reader, "an identity's seq");
        int ordinal = DecodingContext.ReadCount(ref reader, "an identity's ordinal");
        return new ElementId(foreign ? context.ReadSource(ref reader) : context.Own, seq, ordinal);
    }

    private static StoreValue ReadKey(ref MessagePackReader reader, DecodingContext context)
    {
        StoreValue key = ValueDecoder.ReadScalar(ref reader, context.Names);
        context.RequireStep(key);
        return key;
    }
}
