using System.Diagnostics;
using System.Globalization;

namespace StoreHub.LoadTests.Load;

/// <summary>Values that say when they were written: a number of microseconds, or a text of a given length that begins with it.</summary>
internal static class StampedValue
{
    private const char End = '.';

    private static readonly long Began = Stopwatch.GetTimestamp();

    /// <summary>Microseconds since this process began; never 0.</summary>
    public static long Now => 1 + (long)Stopwatch.GetElapsedTime(Began).TotalMicroseconds;

    public static string Text(long stamp, int length) => string.Create(CultureInfo.InvariantCulture, $"{stamp}{End}").PadRight(length, 'x');

    public static StoreValue Of(long stamp, int bytes) => bytes == 0 ? StoreValue.FromInteger(stamp) : StoreValue.FromString(Text(stamp, bytes));

    /// <summary>When a value was written; 0 if it does not say.</summary>
    public static long Read(StoreValue value) => value.Kind switch
    {
        ValueKind.Number => (long)value.AsNumber(),
        ValueKind.String => Read(value.AsString()),
        _ => 0,
    };

    public static long Read(string text)
    {
        int end = text.IndexOf(End, StringComparison.Ordinal);
        return end > 0 && long.TryParse(text.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out long stamp) ? stamp : 0;
    }
}
