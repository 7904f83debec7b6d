using System.Buffers;
using System.Collections;
using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.HubProtocol;

/// <summary>Writes arguments, results and stream items as what they are.</summary>
internal static class ArgumentWriter
{
    /// <summary>How deep lists and dictionaries may be nested.</summary>
    private const int MaxDepth = 128;

    /// <summary>Writes one value.</summary>
    /// <exception cref="NotSupportedException">It is of a type that this protocol does not know, or nested too deep.</exception>
    public static void Write(MessagePackWriter writer, object? value, int depth = 0)
    {
        if (depth > MaxDepth) throw new NotSupportedException($"A value is nested deeper than {MaxDepth}.");
        switch (value)
        {
            case null: writer.WriteNil(); break;
            case string text: writer.WriteString(text); break;
            case bool boolean: writer.WriteBoolean(boolean); break;
            case ulong large: WriteUnsigned(writer, large); break;
            case sbyte or byte or short or ushort or int or uint or long: writer.WriteInt64(Convert.ToInt64(value, null)); break;
            case Enum member: writer.WriteInt64(Convert.ToInt64(member, null)); break;
            case double or float: writer.WriteDouble(Convert.ToDouble(value, null)); break;
            case byte[] bytes: writer.WriteBinary(bytes); break;
            case ReadOnlyMemory<byte> bytes: writer.WriteBinary(bytes.Span); break;
            case Memory<byte> bytes: writer.WriteBinary(bytes.Span); break;
            case DateTime date: Timestamps.Write(writer, date.Kind == DateTimeKind.Local ? date.ToUniversalTime() : date); break;
            case DateTimeOffset date: Timestamps.Write(writer, date.UtcDateTime); break;
            case Guid guid: writer.WriteString(guid.ToString()); break;
            case StoreValue store: ValueEncoding.Write(writer, store); break;
            case ExtensionData extension: writer.WriteExtension(extension.Type, extension.Data.Span); break;
            case RawResult raw:
                foreach (ReadOnlyMemory<byte> piece in raw.RawSerializedData) writer.WriteRaw(piece.Span);
                break;
            default:
                if (MessageCodec.Of(value.GetType()) is { } codec) codec.Write(writer, value);
                else if (value is IDictionary entries) WriteMap(writer, entries, depth);
                else if (value is IEnumerable items) WriteArray(writer, items, depth);
                else throw new NotSupportedException($"The MessagePack hub protocol has no encoding for {value.GetType()}.");
                break;
        }
    }

    private static void WriteUnsigned(MessagePackWriter writer, ulong value)
    {
        if (value <= long.MaxValue)
        {
            writer.WriteInt64((long)value);
            return;
        }

        Span<byte> bytes = stackalloc byte[9];
        bytes[0] = 0xcf;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[1..], value);
        writer.WriteRaw(bytes);
    }

    private static void WriteMap(MessagePackWriter writer, IDictionary entries, int depth)
    {
        writer.WriteMapHeader(entries.Count);
        foreach (DictionaryEntry entry in entries)
        {
            Write(writer, entry.Key, depth + 1);
            Write(writer, entry.Value, depth + 1);
        }
    }

    private static void WriteArray(MessagePackWriter writer, IEnumerable items, int depth)
    {
        ICollection list = items as ICollection ?? items.Cast<object?>().ToArray();
        writer.WriteArrayHeader(list.Count);
        foreach (object? item in list) Write(writer, item, depth + 1);
    }
}
