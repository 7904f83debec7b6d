using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Stores;

/// <summary>What a submission is answered with: the first that was not taken decides.</summary>
internal static class SubmitAnswer
{
    public static SubmitResult Of(IReadOnlyList<Submission> submissions, ReadOnlySpan<AppendOutcome> outcomes)
    {
        for (int i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i].IsTaken) continue;
            long expected = outcomes[^1].ExpectedSeq;
            return new SubmitResult { SequencedSeq = expected - 1, ExpectedSeq = expected, Error = ErrorOf(submissions[i].Transaction, outcomes[i]) };
        }

        return new SubmitResult { SequencedSeq = outcomes[^1].ExpectedSeq - 1, ExpectedSeq = outcomes[^1].ExpectedSeq };
    }

    private static ErrorInfo ErrorOf(Transaction transaction, AppendOutcome outcome)
    {
        string id = $"{transaction.Source}:{transaction.FirstSeq}";
        return outcome.Kind switch
        {
            AppendKind.Gap => Error(StoreErrorCode.SequenceGap, $"{id} leaves a gap: {outcome.ExpectedSeq} is expected next.", outcome.ExpectedSeq),
            AppendKind.Conflict => Error(StoreErrorCode.SequenceConflict, $"{id} came before with other content.", outcome.ExpectedSeq),
            _ => Error(StoreErrorCode.NotOpen, $"A newer connection has the source {transaction.Source}.", null),
        };
    }

    private static ErrorInfo Error(StoreErrorCode code, string message, long? expected) => new() { Code = code, Message = message, ExpectedSeq = expected };
}
