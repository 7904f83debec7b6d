using StoreHub.Protocol.Messages;

namespace StoreHub.Server.Stores;

/// <summary>A store's name: <c>[A-Za-z0-9._~/-]{1,128}</c>, compared by ordinal. Immutable.</summary>
public readonly record struct StoreName
{
    /// <summary>The most characters a name has.</summary>
    public const int MaxLength = StoreNameRule.MaxLength;

    private readonly string? _text;

    private StoreName(string text) => _text = text;

    /// <summary>Makes a name of text.</summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.InvalidStoreName"/>.</exception>
    public static StoreName Parse(string? text) => TryParse(text, out StoreName name)
        ? name
        : throw new StoreException(StoreErrorCode.InvalidStoreName, "A store's name must match [A-Za-z0-9._~/-]{1,128}.", limit: MaxLength);

    /// <summary>Makes a name of text, if it is one.</summary>
    public static bool TryParse(string? text, out StoreName name)
    {
        name = default;
        if (text is null || !StoreNameRule.IsMatch(text)) return false;
        name = new StoreName(text);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";
}
