namespace StoreHub.Server.Logs;

/// <summary>Whose a source is. Neither part is secret: the token is only known by its hash.</summary>
/// <param name="Principal">The user's identifier; empty for the anonymous one.</param>
/// <param name="TokenHash">The SHA-256 of the resume token, in lower-case hexadecimal.</param>
public readonly record struct SourceOwner(string Principal, string TokenHash);
