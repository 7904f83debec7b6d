using StoreHub.Operations;

namespace StoreHub.Core.Tests.Generators;

/// <summary>One step of a random history.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Author">To which author, or −1.</param>
/// <param name="Transaction">What is written.</param>
/// <param name="Records">What is sequenced or delivered, or what is left after a crash.</param>
/// <param name="Number">The withdrawn transaction's first seq; the acknowledged seq; the snapshot's revision; the revision that a crash goes back to.</param>
internal sealed record HistoryStep(StepKind Kind, int Author, Transaction? Transaction, IReadOnlyList<HistoryRecord> Records, long Number)
{
    public override string ToString() => $"{Kind} author {Author} number {Number}"
        + (Transaction is null ? "" : OperationText.Of(Transaction.Operations))
        + (Kind == StepKind.Crash ? "" : string.Concat(Records.Select(record => "\n  " + OperationText.Of(record))));
}
