using System.Globalization;

namespace StoreHub.Operations;

/// <summary>The identity of an array's element, unique within its array; it outlives moves and assignments.</summary>
/// <param name="Source">The replica whose operation inserted it.</param>
/// <param name="Seq">That operation's seq.</param>
/// <param name="Ordinal">Which of the elements that the operation gave to this array, counted from 0 per array.</param>
public readonly record struct ElementId(SourceId Source, long Seq, int Ordinal)
{
    /// <summary>The form <c>source:seq:ordinal</c> of the JSON wire.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Source}:{Seq}:{Ordinal}");

    /// <summary>Reads the form <c>source:seq:ordinal</c>.</summary>
    public static bool TryParse(string? text, out ElementId id)
    {
        id = default;
        string[]? parts = text?.Split(':');
        if (parts is not { Length: 3 } || !SourceId.TryParse(parts[0], out SourceId source)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long seq)
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int ordinal))
        {
            return false;
        }

        id = new ElementId(source, seq, ordinal);
        return true;
    }
}
