namespace StoreHub.Benchmarks.Peers;

/// <summary>Both sides' figures next to each other.</summary>
/// <param name="Trace">The trace's name.</param>
/// <param name="Edits">How many edits it has.</param>
/// <param name="Writes">How many overwrites come before the late join.</param>
/// <param name="Rounds">How often each side was measured.</param>
/// <param name="Peer">The other side and its version; null if there is none here.</param>
/// <param name="Rows">The figures.</param>
internal sealed record Comparison(string Trace, int Edits, int Writes, int Rounds, string? Peer, IReadOnlyList<Row> Rows)
{
    private const double Megabyte = 1e-6;

    public static Comparison Of(TraceText text, int writes, int rounds, StoreHubSide here, YjsSide there) => new(text.Name, text.Edits.Count, writes, rounds, there.Version,
    [
        new Row("written, nobody listens", "ms", here.Of(static round => round.AloneMs), there.Of(static round => round.Array.LocalMs), there.Of(static round => round.Text.LocalMs)),
        new Row("written, and sent on", "ms", here.Of(static round => round.HubMs), there.Of(static round => round.Array.EmittingMs), there.Of(static round => round.Text.EmittingMs)),
        new Row("read and applied, one by one", "ms", here.Of(static round => round.RemoteMs), there.Of(static round => round.Array.RemoteMs), there.Of(static round => round.Text.RemoteMs)),
        new Row("applied, one by one", "ms", here.Of(static round => round.ApplyMs), null, null),
        new Row("held by the writer", "MB", here.Of(static round => round.WriterBytes * Megabyte), there.Of(static round => round.Array.HeldBytes, Megabyte), there.Of(static round => round.Text.HeldBytes, Megabyte)),
        new Row("held by the other replica", "MB", here.Of(static round => round.ReplicaBytes * Megabyte), null, null),
        new Row("late join, bytes", "MB", here.Of(static round => round.JoinBytes * Megabyte), there.Of(static round => [round.LateJoin.Bytes], Megabyte), null),
        new Row("late join, read and loaded", "ms", here.Of(static round => round.JoinMs), there.Of(static round => round.LateJoin.ApplyMs), null),
    ]);
}
