namespace StoreHub.Ordering;

/// <summary>Counts doubles: how many representable numbers lie between two timestamps. Safe for any thread.</summary>
internal static class TimestampSteps
{
    /// <summary>The place of a finite number among all of them; 0 for both zeros.</summary>
    public static long OrdinalOf(double ts)
    {
        long bits = BitConverter.DoubleToInt64Bits(ts);
        return bits >= 0 ? bits : long.MinValue - bits;
    }

    /// <summary>The number that lies so many above another; not finite if it is past the last.</summary>
    /// <param name="ts">The number to count from; finite.</param>
    /// <param name="steps">From 0 to 2^53−1.</param>
    public static double Above(double ts, long steps)
    {
        // the sum stays far below long's end: the largest ordinal of a finite number is 2^63 − 2^52 − 1
        long ordinal = OrdinalOf(ts);
        ordinal = ordinal > long.MaxValue - steps ? long.MaxValue : ordinal + steps;
        return BitConverter.Int64BitsToDouble(ordinal >= 0 ? ordinal : long.MinValue - ordinal);
    }
}
