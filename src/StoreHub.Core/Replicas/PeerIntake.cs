using StoreHub.Operations;

namespace StoreHub.Replicas;

/// <summary>
/// What a batch of arriving operations would bring: worked out as a whole before anything changes, so that a batch with a bad
/// operation changes nothing.
/// </summary>
internal sealed class PeerIntake(Dictionary<SourceId, PeerSource> sources)
{
    private readonly Dictionary<SourceId, PeerSource> _staged = [];

    /// <summary>The operations whose lower seqs are all there, those that waited for them included.</summary>
    public List<PeerEntry> Placed { get; } = [];

    /// <summary>How many of the batch were not known before.</summary>
    public int New { get; private set; }

    /// <summary>By how much the number of waiting operations changes.</summary>
    public int WaitingChange { get; private set; }

    public double MaxTs { get; private set; } = double.NegativeInfinity;

    public void Clear()
    {
        _staged.Clear();
        Placed.Clear();
        New = WaitingChange = 0;
        MaxTs = double.NegativeInfinity;
    }

    public void Add(Operation operation)
    {
        sources.TryGetValue(operation.Source, out PeerSource? known);
        if (!_staged.TryGetValue(operation.Source, out PeerSource? staged))
        {
            staged = known is null ? new PeerSource() : new PeerSource { NextSeq = known.NextSeq, Ts = known.Ts };
            _staged.Add(operation.Source, staged);
        }

        if (operation.Seq < staged.NextSeq || staged.Waiting.ContainsKey(operation.Seq) || known?.Waiting.ContainsKey(operation.Seq) == true) return;
        New++;
        MaxTs = Math.Max(MaxTs, operation.Ts);
        if (operation.Seq > staged.NextSeq)
        {
            staged.Waiting.Add(operation.Seq, operation);
            WaitingChange++;
            return;
        }

        Place(staged, operation);
        while (staged.Waiting.Remove(staged.NextSeq, out Operation? next) || known?.Waiting.TryGetValue(staged.NextSeq, out next) == true)
        {
            Place(staged, next);
            WaitingChange--;
        }
    }

    /// <summary>Makes it so.</summary>
    public void Commit()
    {
        foreach ((SourceId source, PeerSource staged) in _staged)
        {
            if (!sources.TryGetValue(source, out PeerSource? known))
            {
                sources.Add(source, staged);
                continue;
            }

            for (long seq = known.NextSeq; seq < staged.NextSeq && known.Waiting.Count > 0; seq++) known.Waiting.Remove(seq);
            foreach ((long seq, Operation operation) in staged.Waiting) known.Waiting.Add(seq, operation);
            known.NextSeq = staged.NextSeq;
            known.Ts = staged.Ts;
        }
    }

    private void Place(PeerSource staged, Operation operation)
    {
        staged.Ts = Math.Max(staged.Ts, operation.Ts);
        staged.NextSeq++;
        Placed.Add(new PeerEntry(operation, staged.Ts));
    }
}
