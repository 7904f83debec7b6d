namespace StoreHub.Replicas;

/// <summary>A refused or withdrawn transaction that its author may not have heard of yet.</summary>
/// <param name="FirstSeq">Its first seq.</param>
/// <param name="Count">How many seqs it covers.</param>
/// <param name="Revision">Its last revision; a floor at or above it drops the range.</param>
public readonly record struct VoidRange(long FirstSeq, int Count, long Revision);
