using System.Text.Json;

namespace StoreHub.Json;

/// <summary>What the JSON forms share.</summary>
internal static class JsonText
{
    /// <summary>A Map nests JSON by three levels, and the rest of a message needs some.</summary>
    public const int MaxDepth = ContainerValue.MaxNesting * 3 + 64;

    public static JsonReaderOptions ReaderOptions { get; } = new() { MaxDepth = MaxDepth };

    /// <summary>Relaxed escaping: JSON on a wire of its own needs no protection from HTML.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { MaxDepth = MaxDepth, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Moves to the next token, which must be there.</summary>
    public static void Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read()) throw new JsonException("The JSON ends too early.");
    }

    /// <summary>The string or property name that stands here.</summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.LoneSurrogate"/>.</exception>
    public static string GetString(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException refusal)
        {
            throw new StoreException(StoreErrorCode.LoneSurrogate, "The string has a lone surrogate and so no UTF-8 form.", innerException: refusal);
        }
    }

    /// <summary>Writes a number so that it reads back as the same double: beyond ±(2^53−1) with an exponent.</summary>
    public static void WriteNumber(Utf8JsonWriter writer, double value)
    {
        bool whole = value == Math.Floor(value);
        if (whole && Math.Abs(value) <= 9007199254740991d)
        {
            writer.WriteNumberValue((long)value);
        }
        else if (whole && Math.Abs(value) < 1e22)
        {
            // .NET writes some of these without an exponent
            Span<byte> text = stackalloc byte[32];
            value.TryFormat(text, out int length, provider: System.Globalization.CultureInfo.InvariantCulture);
            if (text[..length].IndexOf((byte)'E') < 0)
            {
                "E+0"u8.CopyTo(text[length..]);
                length += 3;
            }

            writer.WriteRawValue(text[..length], skipInputValidation: true);
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }

    /// <summary>The number that stands here.</summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.IntegerOutOfRange"/>: a whole number written as one that lies beyond
    /// ±(2^53−1), where its digits would be lost, or a number that no double reaches.</exception>
    public static double GetNumber(ref Utf8JsonReader reader)
    {
        double number = reader.GetDouble();
        if (!double.IsFinite(number)) throw new StoreException(StoreErrorCode.IntegerOutOfRange, "The number is larger than any double.");
        if (number is < -9007199254740991d or > 9007199254740991d && IsPlainInteger(ref reader))
        {
            throw new StoreException(
                StoreErrorCode.IntegerOutOfRange,
                $"The whole number {System.Text.Encoding.UTF8.GetString(reader.HasValueSequence ? System.Buffers.BuffersExtensions.ToArray(reader.ValueSequence) : reader.ValueSpan)} lies beyond ±(2^53−1) and would lose digits: write it as a string or, if a double is meant, with an exponent or as {{\"$number\":\"…\"}}.",
                limit: 9007199254740991);
        }

        return number;
    }

    private static bool IsPlainInteger(ref Utf8JsonReader reader)
    {
        if (!reader.HasValueSequence) return reader.ValueSpan.IndexOfAny(".eE"u8) < 0;
        foreach (ReadOnlyMemory<byte> part in reader.ValueSequence)
        {
            if (part.Span.IndexOfAny(".eE"u8) >= 0) return false;
        }

        return true;
    }
}
