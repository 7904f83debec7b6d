using System.Text;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Reference;

/// <summary>A value as the reference holds it: mutable, naive, and by itself.</summary>
internal abstract class ReferenceNode
{
    /// <summary>A value as an operation gives it: the elements of each of its arrays get ordinals 0, 1, 2, … of that array.</summary>
    public static ReferenceNode Of(StoreValue value, SourceId source, long seq)
    {
        switch (value.Kind)
        {
            case ValueKind.Object:
                var result = new ReferenceObject();
                foreach ((string key, StoreValue child) in value.AsObject()) result.Entries.Add(new ReferenceEntry(key, Of(child, source, seq)));
                return result;
            case ValueKind.Map:
                var map = new ReferenceMap();
                foreach ((StoreValue key, StoreValue child) in value.AsMap()) map.Put(key, Of(child, source, seq));
                return map;
            case ValueKind.Set:
                var set = new ReferenceSet();
                foreach (StoreValue member in value.AsSet()) set.Add(member);
                return set;
            case ValueKind.Array:
                var array = new ReferenceArray();
                array.Elements.AddRange(ReferenceElement.Of(value.AsArray(), source, seq));
                return array;
            default:
                return new ReferenceScalar(value);
        }
    }

    /// <summary>What users see.</summary>
    public abstract StoreValue Visible();

    /// <summary>Appends the structure: see <see cref="StructureText"/>.</summary>
    public abstract void Write(StringBuilder text);

    public abstract ReferenceNode Clone();

    /// <summary>Drops what was removed at or below the floor, here and in all that is below.</summary>
    public abstract void Forget(long floor);

    /// <summary>The place that a step of a path leads to; null if there is none.</summary>
    public abstract ReferenceSlot? Slot(PathSegment segment);
}
