using StoreHub.Operations;
using StoreHub.Server.Logs;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Redis.Model;

/// <summary>Who writes: one transaction after the other, and the same again until it knows what became of it.</summary>
internal sealed class SimulatedSource(string name)
{
    public SourceId Id { get; } = SourceId.Parse(name);

    public SourceOwner Owner { get; } = new("user", name);

    /// <summary>The hub at which it is; −1 for none.</summary>
    public int Hub { get; set; } = -1;

    public long Session { get; set; }

    public long NextSeq { get; private set; }

    /// <summary>The transactions that it was told are taken, by their first seqs.</summary>
    public Dictionary<long, int> Taken { get; } = [];

    /// <summary>What it has sent, or is about to.</summary>
    public Transaction? Pending { get; private set; }

    public Transaction PendingOr(int count) => Pending ??= Make.Sets(Id.ToString(), NextSeq, count, ts: NextSeq + 1);

    public void Take()
    {
        Taken[NextSeq] = Pending!.Count;
        NextSeq += Pending.Count;
        Pending = null;
    }
}
