using System.Collections;
using System.Text;

namespace StoreHub.Operations;

/// <summary>A place in a store: the steps from the root. Immutable, compared step by step.</summary>
public sealed class StorePath : IReadOnlyList<PathSegment>, IEquatable<StorePath>
{
    private readonly PathSegment[] _segments;

    private StorePath(PathSegment[] segments) => _segments = segments;

    /// <summary>The root.</summary>
    public static StorePath Root { get; } = new([]);

    /// <summary>How many steps.</summary>
    public int Count => _segments.Length;

    /// <summary>Whether this is the root.</summary>
    public bool IsRoot => _segments.Length == 0;

    internal ReadOnlySpan<PathSegment> Segments => _segments;

    /// <summary>A step.</summary>
    public PathSegment this[int index] => _segments[index];

    /// <summary>Makes a path.</summary>
    public static StorePath Of(params ReadOnlySpan<PathSegment> segments) => segments.IsEmpty ? Root : new(segments.ToArray());

    /// <summary>Makes a path around an array that nobody changes any more.</summary>
    internal static StorePath Wrap(PathSegment[] segments) => segments.Length == 0 ? Root : new(segments);

    /// <summary>This path and one step more.</summary>
    public StorePath Append(PathSegment segment) => new([.. _segments, segment]);

    /// <summary>This path without its last step.</summary>
    /// <exception cref="InvalidOperationException">It is the root.</exception>
    public StorePath Parent => IsRoot ? throw new InvalidOperationException("The root has no parent.") : Wrap(_segments[..^1]);

    /// <summary>Whether this path lies at or below <paramref name="other"/>.</summary>
    public bool StartsWith(StorePath other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Count >= other.Count && Segments[..other.Count].SequenceEqual(other.Segments);
    }

    /// <inheritdoc/>
    public bool Equals(StorePath? other) => other is not null && Segments.SequenceEqual(other.Segments);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StorePath);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        // steps through arrays are left out: one by identity may equal one by index
        var hash = default(HashCode);
        hash.Add(_segments.Length);
        foreach (PathSegment segment in _segments)
        {
            if (segment.Key.Kind == ValueKind.String && segment.ArrayIndex < 0) hash.Add(segment.Key);
        }

        return hash.ToHashCode();
    }

    /// <summary>The path as text for people, such as <c>user.items[3]</c>; the root is <c>$</c>.</summary>
    public override string ToString()
    {
        if (IsRoot) return "$";
        var text = new StringBuilder();
        foreach (PathSegment segment in _segments)
        {
            if (segment.Key.Kind != ValueKind.String) text.Append('[').Append(segment).Append(']');
            else text.Append(text.Length == 0 ? "" : ".").Append(segment);
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public IEnumerator<PathSegment> GetEnumerator() => ((IEnumerable<PathSegment>)_segments).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
