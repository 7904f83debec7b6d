namespace StoreHub.Operations;

/// <summary>What a record of a store's history is. The numbers are those of the binary encoding.</summary>
public enum RecordKind : byte
{
    /// <summary>A transaction; each of its operations has a revision.</summary>
    Transaction = 0,

    /// <summary>A refused or withdrawn transaction: it covers its seqs and revisions and has no effect.</summary>
    Void = 1,

    /// <summary>The floor rises: tombstones made at or below it are forgotten. One revision.</summary>
    Floor = 2,

    /// <summary>Sources are forgotten: the source table has them no longer. One revision.</summary>
    Forget = 3,
}
