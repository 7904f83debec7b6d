using System.Globalization;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Reference;

/// <summary>What history says of one source.</summary>
internal sealed record ReferenceSource(long LastSeq, long LastRevision, double LastTs, IReadOnlyList<ReferenceVoid> Voids)
{
    public static ReferenceSource None { get; } = new(-1, 0, 0, []);

    public ReferenceSource With(HistoryRecord record) => new(
        record.LastSeq,
        record.LastRevision,
        record.Ts,
        record.Kind == RecordKind.Void ? [.. Voids, new ReferenceVoid(record.FirstSeq, record.Count, record.LastRevision)] : Voids);

    public ReferenceSource Forget(long floor) => this with { Voids = [.. Voids.Where(one => one.Revision > floor)] };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{LastSeq}@{LastRevision} ts {LastTs:R} voids [{string.Join(' ', Voids)}]");
}
