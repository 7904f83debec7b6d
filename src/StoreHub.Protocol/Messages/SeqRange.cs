namespace StoreHub.Protocol.Messages;

/// <summary>Contiguous seqs of one source.</summary>
/// <param name="Seq">The first.</param>
/// <param name="Count">How many, from 1.</param>
public readonly record struct SeqRange(long Seq, int Count);
