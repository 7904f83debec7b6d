using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Output.Html.Charts;

/// <summary>A row of a bar chart: what it is of, its text, and how long it is.</summary>
internal sealed record Bar(string Name, string Text, int Colour, Spread Spread);
