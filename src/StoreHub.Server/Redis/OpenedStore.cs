using StoreHub.Operations;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Redis;

/// <summary>What an opening begins with.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Ends">The earlier epochs.</param>
/// <param name="TrimmedThrough">The revision after which there are records.</param>
/// <param name="Lost">Records that this hub remembers and the log lost, to be appended again; with other revisions.</param>
/// <param name="Owners">Whose sources are, as far as this hub remembers; null if it remembers nothing.</param>
internal sealed record OpenedStore(
    string Epoch, IReadOnlyList<EpochEnd> Ends, long TrimmedThrough, IReadOnlyList<HistoryRecord> Lost, IReadOnlyDictionary<SourceId, string>? Owners);
