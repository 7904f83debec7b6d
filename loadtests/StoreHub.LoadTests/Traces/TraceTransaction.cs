namespace StoreHub.LoadTests.Traces;

/// <summary>What one author wrote at once.</summary>
/// <param name="Author">The author's number.</param>
/// <param name="Parents">The transactions that the author had seen last; empty in a sequential trace.</param>
/// <param name="Patches">What was written, one after the other.</param>
internal sealed record TraceTransaction(int Author, IReadOnlyList<int> Parents, IReadOnlyList<TracePatch> Patches);
