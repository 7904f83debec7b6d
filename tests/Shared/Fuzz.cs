using System.Globalization;

namespace StoreHub.Tests;

/// <summary>
/// Where random tests begin that take another seed each run, and how far they go: <c>STOREHUB_FUZZ_SEED</c> repeats one that failed,
/// <c>STOREHUB_FUZZ_FACTOR</c> multiplies the rounds.
/// </summary>
internal static class Fuzz
{
    public static int Seed() => Number("STOREHUB_FUZZ_SEED") ?? Environment.TickCount;

    public static int Rounds(int usual) => usual * (Number("STOREHUB_FUZZ_FACTOR") ?? 1);

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : null;
}
