using StoreHub.Operations;

namespace StoreHub.Replicas;

/// <summary>What a peer has of one source.</summary>
internal sealed class PeerSource
{
    /// <summary>The seq that its next operation to take effect must have.</summary>
    public long NextSeq { get; set; }

    /// <summary>The effective ts of its last operation; it never falls.</summary>
    public double Ts { get; set; } = double.NegativeInfinity;

    /// <summary>By seq the operations that wait for lower seqs.</summary>
    public Dictionary<long, Operation> Waiting { get; } = [];
}
