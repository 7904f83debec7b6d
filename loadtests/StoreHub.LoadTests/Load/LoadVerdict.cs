namespace StoreHub.LoadTests.Load;

/// <summary>What became of all that was written.</summary>
/// <param name="Converged">Whether everybody holds the same; null where nobody holds anything.</param>
/// <param name="Lost">Acknowledged operations that are nowhere.</param>
/// <param name="Duplicated">Operations that took effect twice.</param>
/// <param name="StateHash">The hash of the first store's state.</param>
/// <param name="Problems">What went wrong, one line each.</param>
internal sealed record LoadVerdict(bool? Converged, long Lost, long Duplicated, string? StateHash, IReadOnlyList<string> Problems);
