namespace StoreHub;

/// <summary>The rule for Map keys and Set members: scalars, compared by value, with one zero (ECMAScript's SameValueZero).</summary>
internal static class ScalarKey
{
    /// <summary>Makes −0 into 0 and leaves all else alone.</summary>
    public static StoreValue Normalize(StoreValue key) => key.IsNumber && key.AsNumber() == 0 ? StoreValue.FromNumber(0) : key;

    /// <summary>Normalizes a scalar and refuses all else.</summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.InvalidKey"/>.</exception>
    public static StoreValue Require(StoreValue key) => key.IsScalar
        ? Normalize(key)
        : throw new StoreException(StoreErrorCode.InvalidKey, $"A Map key or Set member is null, a boolean, number, string, bytes or instant, not of kind {key.Kind}.");

    /// <summary>Normalizes a scalar that may be a Map's key: a path could not lead through a forbidden one.</summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.InvalidKey"/>, <see cref="StoreErrorCode.ForbiddenKey"/>.</exception>
    public static StoreValue RequireMapKey(StoreValue key)
    {
        if (key.Kind == ValueKind.String && ValueText.IsForbiddenKey(key.AsString())) throw ValueText.Forbidden(key.AsString());
        return Require(key);
    }
}
