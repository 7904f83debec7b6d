using System.Globalization;

namespace StoreHub.Operations;

/// <summary>One step of a path: an object's key, a Map's key, or an array's index with the identity of the element.</summary>
public readonly struct PathSegment : IEquatable<PathSegment>
{
    /// <summary>Makes a step by key or index.</summary>
    /// <param name="key">A scalar: a string for an object, any scalar for a Map, an index for an array.</param>
    /// <param name="element">The identity of the array's element, if known; the index is then only a hint for people.</param>
    public PathSegment(StoreValue key, ElementId? element = null)
    {
        Key = key;
        Element = element;
    }

    /// <summary>The key or index.</summary>
    public StoreValue Key { get; }

    /// <summary>The identity of the element, or null where none was given.</summary>
    public ElementId? Element { get; }

    /// <summary>The key this step gives for an object: a string without an element's identity; else null.</summary>
    internal string? ObjectKey => Element is null ? Key.Text : null;

    /// <summary>Makes a step by key.</summary>
    public static implicit operator PathSegment(string key) => new(key);

    /// <summary>Makes a step by index.</summary>
    public static implicit operator PathSegment(int index) => new(index);

    /// <summary>Whether both take the same step: by identity where both have one, else by key.</summary>
    public bool Equals(PathSegment other) =>
        Element is { } mine && other.Element is { } theirs ? mine == theirs : Key.Equals(other.Key);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PathSegment other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Element?.GetHashCode() ?? Key.GetHashCode();

    /// <summary>The index this step gives for an array: a whole number from 0, or its canonical decimal text; else −1.</summary>
    internal int ArrayIndex
    {
        get
        {
            if (Key.IsNumber)
            {
                double number = Key.AsNumber();
                return number is >= 0 and <= int.MaxValue && number == Math.Floor(number) ? (int)number : -1;
            }

            if (Key.Kind != ValueKind.String) return -1;
            string text = Key.AsString();
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                && (text.Length == 1 || text[0] != '0') ? index : -1;
        }
    }

    /// <summary>The step as text.</summary>
    public override string ToString() => Key.Kind == ValueKind.String ? Key.AsString() : Key.ToString() ?? "";

    /// <summary>Whether both take the same step.</summary>
    public static bool operator ==(PathSegment left, PathSegment right) => left.Equals(right);

    /// <summary>Whether they take different steps.</summary>
    public static bool operator !=(PathSegment left, PathSegment right) => !left.Equals(right);
}
