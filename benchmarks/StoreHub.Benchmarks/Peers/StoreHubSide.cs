namespace StoreHub.Benchmarks.Peers;

/// <summary>StoreHub's rounds.</summary>
internal sealed class StoreHubSide(TraceText text, int writes)
{
    private readonly TraceRound _trace = new(text);
    private readonly LateJoin _join = new(writes);
    private readonly List<RoundFigures> _rounds = [];
    private List<byte[]>? _history;

    public void Run()
    {
        // the first round warms up
        if (_history is null)
        {
            _history = _trace.Record();
            Round(_history);
        }

        _rounds.Add(Round(_history));
    }

    public Samples Of(Func<RoundFigures, double> figure) => new([.. _rounds.Select(figure)]);

    private RoundFigures Round(List<byte[]> history)
    {
        double alone = _trace.WriteAlone();
        (double hub, long writer) = _trace.WriteWithHub();
        (double remote, long replica) = _trace.Apply(history);
        return new RoundFigures(alone, hub, remote, _trace.ApplyRecords(history), writer, replica, _join.Bytes, _join.Join());
    }
}
