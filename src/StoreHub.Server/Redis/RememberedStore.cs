using StoreHub.Operations;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Redis;

/// <summary>What this hub remembers of a store whose log in Redis lost something.</summary>
/// <param name="Epoch">The epoch in which it knew it.</param>
/// <param name="Ends">The epochs before.</param>
/// <param name="Owners">Whose those sources are that were claimed here.</param>
/// <param name="Memory">State and records.</param>
internal sealed record RememberedStore(string Epoch, IReadOnlyList<EpochEnd> Ends, IReadOnlyDictionary<SourceId, string> Owners, StoreMemory Memory);
