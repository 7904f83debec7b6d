namespace StoreHub.LoadTests.Traces;

/// <summary>A recorded editing session.</summary>
/// <param name="Name">The file's name, without its extensions.</param>
/// <param name="IsConcurrent">Whether its transactions name their parents.</param>
/// <param name="AuthorCount">How many people wrote it.</param>
/// <param name="StartContent">The text before the first transaction.</param>
/// <param name="EndContent">The text in the end.</param>
/// <param name="Transactions">What was written, in an order that contains the order of parents.</param>
internal sealed record Trace(
    string Name, bool IsConcurrent, int AuthorCount, string StartContent, string EndContent, IReadOnlyList<TraceTransaction> Transactions);
