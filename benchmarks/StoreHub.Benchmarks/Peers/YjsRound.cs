namespace StoreHub.Benchmarks.Peers;

/// <summary>What <c>benchmarks/peers/yjs.mjs</c> prints.</summary>
internal sealed record YjsRound
{
    public required string Node { get; init; }

    public required string Yjs { get; init; }

    public required int Edits { get; init; }

    public required Document Array { get; init; }

    public required Document Text { get; init; }

    public required Join LateJoin { get; init; }

    internal sealed record Document
    {
        public required double[] LocalMs { get; init; }

        public required double[] EmittingMs { get; init; }

        public required double[] RemoteMs { get; init; }

        public required double[] HeldBytes { get; init; }
    }

    internal sealed record Join
    {
        public required int Writes { get; init; }

        public required double Bytes { get; init; }

        public required double[] ApplyMs { get; init; }
    }
}
