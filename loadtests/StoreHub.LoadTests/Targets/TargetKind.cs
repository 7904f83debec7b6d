namespace StoreHub.LoadTests.Targets;

/// <summary>What a run puts under load.</summary>
internal enum TargetKind
{
    /// <summary>A StoreHub hub.</summary>
    StoreHub,

    /// <summary>Baseline: a SignalR hub that sends each operation to all others of a group.</summary>
    SignalR,

    /// <summary>Baseline: a WebSocket endpoint of Kestrel that broadcasts bytes, as lean as it can be made by hand; it keeps and orders nothing.</summary>
    WebSocket,
}
