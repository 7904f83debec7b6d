namespace StoreHub.Core.Tests.Generators;

/// <summary>What can happen in a random history.</summary>
internal enum StepKind
{
    /// <summary>An author writes a transaction: it stands in its overlay.</summary>
    Write,

    /// <summary>An author takes back a pending transaction: it sends a void in its place. The log's outcome wins if the hub has it already.</summary>
    Withdraw,

    /// <summary>The hub makes a record: of a transaction, of a refusal, or a floor.</summary>
    Sequence,

    /// <summary>An author gets records: the next ones, perhaps with some that it has already.</summary>
    Deliver,

    /// <summary>An author hears that its seqs are durable up to one.</summary>
    Acknowledge,

    /// <summary>The hub keeps a snapshot of its state.</summary>
    TakeSnapshot,

    /// <summary>An author gets a snapshot in place of records.</summary>
    LoadSnapshot,

    /// <summary>The hub loses what it had not made durable; who knew more of it than is left, and some others, get a snapshot next.</summary>
    Crash,
}
