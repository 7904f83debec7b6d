namespace StoreHub.Operations;

/// <summary>One write, as it travels and is kept (design section 3). Immutable and safe for any thread.</summary>
public abstract class Operation
{
    private protected Operation(SourceId source, long seq, double ts, StorePath path)
    {
        Source = source;
        Seq = seq;
        Ts = ts;
        Path = path;
    }

    /// <summary>The replica that wrote it.</summary>
    public SourceId Source { get; }

    /// <summary>Its number at that replica: 0, 1, 2, … without a gap.</summary>
    public long Seq { get; }

    /// <summary>Its hybrid timestamp: milliseconds since the Unix epoch. In history it is the hub's.</summary>
    public double Ts { get; }

    /// <summary>The place it is about: for set, delete and increment the slot itself, for all others the container.</summary>
    public StorePath Path { get; }

    /// <summary>The identity.</summary>
    public OperationId Id => new(Source, Seq);

    /// <summary>The type.</summary>
    public abstract OperationType Type { get; }

    /// <summary>The same operation with another identity or timestamp and, where given, with identities of array elements replaced.</summary>
    /// <param name="source">The new source.</param>
    /// <param name="seq">The new seq.</param>
    /// <param name="ts">The new timestamp.</param>
    /// <param name="remap">Replaces identities of elements in path and anchors, or null to keep them.</param>
    public abstract Operation With(SourceId source, long seq, double ts, Func<ElementId, ElementId>? remap = null);

    /// <summary>The same operation with another timestamp.</summary>
    public Operation WithTs(double ts) => ts == Ts ? this : With(Source, Seq, ts);

    private protected static StorePath Remap(StorePath path, Func<ElementId, ElementId>? remap)
    {
        if (remap is null) return path;
        bool changed = false;
        var segments = new PathSegment[path.Count];
        for (int i = 0; i < segments.Length; i++)
        {
            segments[i] = path[i];
            if (segments[i].Element is not { } element) continue;
            ElementId mapped = remap(element);
            if (mapped == element) continue;
            segments[i] = new PathSegment(segments[i].Key, mapped);
            changed = true;
        }

        return changed ? StorePath.Wrap(segments) : path;
    }
}
