using System.Collections;
using System.Globalization;
using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.HubProtocol;

/// <summary>Reads arguments, results and stream items as the type that the method declares.</summary>
internal static class ArgumentReader
{
    /// <summary>How deep arrays and maps of an undeclared type may be nested.</summary>
    private const int MaxDepth = 64;

    /// <summary>Reads one value.</summary>
    /// <exception cref="InvalidDataException">It does not fit the type.</exception>
    /// <exception cref="NotSupportedException">The type is none that this protocol knows.</exception>
    public static object? Read(ref MessagePackReader reader, Type type)
    {
        if (MessageCodec.Of(type) is { } codec) return codec.Read(ref reader);
        if (type == typeof(object)) return ReadUntyped(ref reader, 0);
        if (type == typeof(StoreValue)) return ValueEncoding.Read(ref reader);
        if (type == typeof(RawResult)) return new RawResult(new System.Buffers.ReadOnlySequence<byte>(reader.ReadRaw().ToArray()));
        if (reader.TryReadNil())
        {
            return type.IsValueType && Nullable.GetUnderlyingType(type) is null ? throw new InvalidDataException($"Nil is no {type.Name}.") : null;
        }

        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum) return Enum.ToObject(type, reader.ReadInt64());
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => reader.ReadBoolean(),
            TypeCode.String => reader.ReadString(),
            TypeCode.Double => reader.ReadDouble(),
            TypeCode.Single => (float)reader.ReadDouble(),
            TypeCode.Int64 => Integer(ref reader),
            TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32 or TypeCode.UInt64 =>
                Narrow(Integer(ref reader), type),
            TypeCode.DateTime => Date(ref reader).UtcDateTime,
            _ => ReadObject(ref reader, type),
        };
    }

    private static object ReadObject(ref MessagePackReader reader, Type type)
    {
        if (type == typeof(byte[])) return reader.ReadBinary().ToArray();
        if (type == typeof(ReadOnlyMemory<byte>)) return new ReadOnlyMemory<byte>(reader.ReadBinary().ToArray());
        if (type == typeof(Memory<byte>)) return new Memory<byte>(reader.ReadBinary().ToArray());
        if (type == typeof(DateTimeOffset)) return Date(ref reader);
        if (type == typeof(ExtensionData)) return Extension(ref reader);
        if (type == typeof(Guid)) return Guid.TryParse(reader.ReadString(), out Guid guid) ? guid : throw new InvalidDataException("The string is no GUID.");
        if (type.IsArray && type.GetArrayRank() == 1) return ReadArray(ref reader, type.GetElementType()!);
        if (!type.IsGenericType) throw new NotSupportedException($"The MessagePack hub protocol has no encoding for {type}.");

        Type[] of = type.GetGenericArguments();
        if (of.Length == 1)
        {
            Type list = typeof(List<>).MakeGenericType(of);
            if (type.IsAssignableFrom(list))
            {
                var items = (IList)Activator.CreateInstance(list)!;
                for (int count = reader.ReadArrayHeader(); count > 0; count--) items.Add(Read(ref reader, of[0]));
                return items;
            }
        }
        else if (of.Length == 2 && of[0] == typeof(string))
        {
            Type dictionary = typeof(Dictionary<,>).MakeGenericType(of);
            if (type.IsAssignableFrom(dictionary))
            {
                var entries = (IDictionary)Activator.CreateInstance(dictionary)!;
                for (int count = reader.ReadMapHeader(); count > 0; count--) entries[reader.ReadString()] = Read(ref reader, of[1]);
                return entries;
            }
        }

        throw new NotSupportedException($"The MessagePack hub protocol has no encoding for {type}.");
    }

    private static Array ReadArray(ref MessagePackReader reader, Type of)
    {
        var items = Array.CreateInstance(of, reader.ReadArrayHeader());
        for (int i = 0; i < items.Length; i++) items.SetValue(Read(ref reader, of), i);
        return items;
    }

    private static object? ReadUntyped(ref MessagePackReader reader, int depth)
    {
        if (depth > MaxDepth) throw new InvalidDataException($"A value is nested deeper than {MaxDepth}.");
        switch (reader.NextType)
        {
            case MessagePackType.Boolean: return reader.ReadBoolean();
            case MessagePackType.Integer: return reader.ReadInt64();
            case MessagePackType.Float: return reader.ReadDouble();
            case MessagePackType.String: return reader.ReadString();
            case MessagePackType.Binary: return reader.ReadBinary().ToArray();
            case MessagePackType.Array:
                object?[] items = new object?[reader.ReadArrayHeader()];
                for (int i = 0; i < items.Length; i++) items[i] = ReadUntyped(ref reader, depth + 1);
                return items;
            case MessagePackType.Map:
                int count = reader.ReadMapHeader();
                var entries = new Dictionary<string, object?>(StringComparer.Ordinal);
                for (; count > 0; count--) entries[reader.ReadString()] = ReadUntyped(ref reader, depth + 1);
                return entries;
            case MessagePackType.Extension:
                ReadOnlySpan<byte> data = reader.ReadExtension(out sbyte type);
                return type == Timestamps.ExtensionType ? Timestamps.Read(data) : new ExtensionData(type, data.ToArray());
            default:
                reader.TryReadNil();
                return null;
        }
    }

    private static long Integer(ref MessagePackReader reader)
    {
        if (reader.NextType != MessagePackType.Float) return reader.ReadInt64();

        // JavaScript writes whole numbers beyond 2^53 as floats, and all of them if it is told to
        double number = reader.ReadDouble();
        return number == Math.Floor(number) && number is >= long.MinValue and < 9223372036854775808d
            ? (long)number
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{number} is no 64-bit integer."));
    }

    private static object Narrow(long value, Type type)
    {
        try
        {
            return Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{value} does not fit {type.Name}."));
        }
    }

    private static DateTimeOffset Date(ref MessagePackReader reader)
    {
        if (reader.NextType != MessagePackType.Array) return new DateTimeOffset(Instant(ref reader));

        // what .NET's MessagePack library writes for a DateTimeOffset: the local time as if it were UTC, and the minutes of its offset
        if (reader.ReadArrayHeader() != 2) throw new InvalidDataException("A DateTimeOffset is a timestamp, or an array of one and minutes.");
        DateTime local = DateTime.SpecifyKind(Instant(ref reader), DateTimeKind.Unspecified);
        long minutes = reader.ReadInt64();
        if (minutes is < -840 or > 840 || local.Ticks - minutes * TimeSpan.TicksPerMinute is < 0 or > 3155378975999999999L)
            throw new InvalidDataException("A DateTimeOffset lies outside the years 1 to 9999, or its offset beyond 14 hours.");
        return new DateTimeOffset(local, TimeSpan.FromMinutes(minutes));
    }

    private static DateTime Instant(ref MessagePackReader reader)
    {
        ReadOnlySpan<byte> data = reader.ReadExtension(out sbyte type);
        return type == Timestamps.ExtensionType ? Timestamps.Read(data) : throw new InvalidDataException($"An extension of type {type} is no timestamp.");
    }

    private static ExtensionData Extension(ref MessagePackReader reader)
    {
        ReadOnlySpan<byte> data = reader.ReadExtension(out sbyte type);
        return new ExtensionData(type, data.ToArray());
    }
}
