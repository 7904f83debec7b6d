namespace StoreHub.LoadTests.Output.Html.Charts;

/// <param name="At">Where it is, from 0 to 1 along the axis.</param>
/// <param name="Label">What stands there.</param>
internal readonly record struct Tick(double At, string Label);
