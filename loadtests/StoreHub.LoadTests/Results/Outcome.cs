using System.Globalization;

namespace StoreHub.LoadTests.Results;

/// <summary>Whether a run kept what StoreHub promises, in a sentence.</summary>
internal sealed record Outcome(bool Good, string Text)
{
    public static Outcome Of(LoadResult result)
    {
        string state = result.Converged switch { true => "Converged", false => "Did not converge", null => "Keeps no state" };
        string text = string.Create(CultureInfo.InvariantCulture, $"{state}; {Count(result.Lost)} lost, {Count(result.Duplicated)} duplicated");
        if (result.Problems.Count > 0) text += string.Create(CultureInfo.InvariantCulture, $"; {result.Problems.Count:N0} {(result.Problems.Count == 1 ? "problem" : "problems")}");
        return new Outcome(result is { Converged: not false, Lost: 0, Duplicated: 0, Problems.Count: 0 }, text + ".");
    }

    private static string Count(long number) => number == 0 ? "nothing" : number.ToString("N0", CultureInfo.InvariantCulture);
}
