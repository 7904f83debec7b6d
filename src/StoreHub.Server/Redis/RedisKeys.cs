using StoreHub.Server.Stores;

namespace StoreHub.Server.Redis;

/// <summary>The keys of a store: under one hash tag, so that a cluster keeps them together. Immutable.</summary>
/// <param name="prefix">What all names begin with.</param>
/// <param name="name">The store.</param>
internal sealed class RedisKeys(string prefix, StoreName name)
{
    private readonly string _stem = $"{prefix}{{{name}}}:";

    /// <summary>Hash: epoch, run id of the server, last revision and timestamp, what is trimmed, floor, last session, earlier epochs.</summary>
    public string Meta => _stem + "meta";

    /// <summary>Hash: the latest snapshot, in pieces.</summary>
    public string Snapshot => _stem + "snapshot";

    /// <summary>String: an opening that makes a snapshot, while its lease stands.</summary>
    public string Maker => _stem + "maker";

    /// <summary>The channel on which openings are told of what the others did.</summary>
    public string Channel => _stem + "nudge";

    /// <summary>Hash: what the store's topics retain, and the time of the last event that changed it.</summary>
    public string Topics => _stem + "topics";

    /// <summary>The channel on which the events of topics go.</summary>
    public string Events => _stem + "events";

    /// <summary>What the scripts get, in their order: metadata, stream of records, hash of sources, hash of the tail's transactions, hash of openings, set of deleted epochs.</summary>
    public IReadOnlyList<string> Log => field ??= [Meta, _stem + "log", _stem + "sources", _stem + "ids", _stem + "openings", _stem + "deleted"];

    /// <summary><see cref="Log"/> and the snapshot.</summary>
    public IReadOnlyList<string> All => field ??= [.. Log, Snapshot];

    /// <summary>A key of its own for what is moved into place later.</summary>
    public string Staged(string token) => _stem + "staged:" + token;
}
