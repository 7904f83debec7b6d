namespace StoreHub.Encodings;

/// <summary>The MessagePack extension types of a store's values (design section 2).</summary>
internal static class ExtensionType
{
    public const sbyte Undefined = 0;
    public const sbyte Map = 1;
    public const sbyte Set = 2;
    public const sbyte Timestamp = -1;
}
