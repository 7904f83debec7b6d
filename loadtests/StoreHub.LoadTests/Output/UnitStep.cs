namespace StoreHub.LoadTests.Output;

/// <summary>One of the sizes that a unit is written in.</summary>
/// <param name="Size">How many of the unit's smallest, or usual, measure it is.</param>
/// <param name="Symbol">What stands behind a number.</param>
/// <param name="Name">What stands at an axis, if that is not the symbol.</param>
internal sealed record UnitStep(double Size, string Symbol, string? Name = null);
