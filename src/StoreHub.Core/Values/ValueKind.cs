namespace StoreHub;

/// <summary>The kinds of value a store holds (design section 2).</summary>
public enum ValueKind : byte
{
    /// <summary>Undefined: nothing is there, or JavaScript's <c>undefined</c> is.</summary>
    Undefined,

    /// <summary>Null.</summary>
    Null,

    /// <summary>A boolean.</summary>
    Boolean,

    /// <summary>A number: an IEEE double.</summary>
    Number,

    /// <summary>A string without lone surrogates.</summary>
    String,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>An instant in whole milliseconds.</summary>
    Instant,

    /// <summary>An object: string keys in insertion order.</summary>
    Object,

    /// <summary>An array.</summary>
    Array,

    /// <summary>A Map: scalar keys in insertion order.</summary>
    Map,

    /// <summary>A Set of scalars in insertion order.</summary>
    Set,
}
