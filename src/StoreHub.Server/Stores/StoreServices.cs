using Microsoft.Extensions.Options;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Hosting;
using StoreHub.Server.Logs;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Topics;

namespace StoreHub.Server.Stores;

/// <summary>What every store of a hub uses.</summary>
internal sealed class StoreServices(
    IOperationLog log, ISnapshotStore snapshots, ITopicRelay topics, TimeProvider time, IOptions<StoreHubOptions> options, ILogger<HubStore> logger)
{
    public IOperationLog Log { get; } = log;

    public ISnapshotStore Snapshots { get; } = snapshots;

    public ITopicRelay Topics { get; } = topics;

    public TimeProvider Time { get; } = time;

    public StoreHubOptions Options { get; } = options.Value;

    public ILogger Logger { get; } = logger;

    /// <summary>What is announced on opening.</summary>
    public LimitsInfo Limits { get; } = LimitsInfo.Of(options.Value.Limits, options.Value.MaxFrameBytes, options.Value.MaxStoresPerConnection);
}
