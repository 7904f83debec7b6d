namespace StoreHub.MessagePack;

/// <summary>What stands next in MessagePack bytes.</summary>
public enum MessagePackType
{
    /// <summary>Nil.</summary>
    Nil,

    /// <summary>A boolean.</summary>
    Boolean,

    /// <summary>A signed or unsigned integer.</summary>
    Integer,

    /// <summary>A float 32 or float 64.</summary>
    Float,

    /// <summary>A UTF-8 string.</summary>
    String,

    /// <summary>Binary data.</summary>
    Binary,

    /// <summary>An array.</summary>
    Array,

    /// <summary>A map.</summary>
    Map,

    /// <summary>An extension.</summary>
    Extension,
}
