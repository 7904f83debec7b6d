using Microsoft.Extensions.Options;
using StoreHub.Server.Hosting;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Hosting;

public sealed class OptionsTests
{
    public static TheoryData<string, Action<StoreHubOptions>> Invalid { get; } = new()
    {
        { nameof(StoreHubOptions.MaxFrameBytes), options => options.MaxFrameBytes = 1 },
        { nameof(StoreHubOptions.MaxStoresPerConnection), options => options.MaxStoresPerConnection = 0 },
        { nameof(StoreHubOptions.MaxStores), options => options.MaxStores = 0 },
        { nameof(StoreHubOptions.MaxSubscribedTopics), options => options.MaxSubscribedTopics = 0 },
        { nameof(StoreHubOptions.MaxRetainedTopics), options => options.MaxRetainedTopics = -1 },
        { nameof(StoreHubOptions.MaxRetainedBytes), options => options.MaxRetainedBytes = -1 },
        { nameof(StoreHubOptions.MaxTopicQueueEvents), options => options.MaxTopicQueueEvents = 0 },
        { nameof(StoreHubOptions.MaxTopicQueueBytes), options => options.MaxTopicQueueBytes = 0 },
        { nameof(StoreHubOptions.MaxTailOperations), options => options.MaxTailOperations = 0 },
        { nameof(StoreHubOptions.AllowedSkew), options => options.AllowedSkew = TimeSpan.FromSeconds(-1) },
        { nameof(StoreHubOptions.FloorStep), options => options.FloorStep = 0 },
        { nameof(StoreHubOptions.Limits), options => options.Limits = options.Limits with { MaxDepth = 0 } },
        { nameof(StoreHubOptions.AllowedOrigins), options => options.AllowedOrigins.Add("example.org/path") },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task Options_outside_their_range_keep_the_hub_from_starting(string name, Action<StoreHubOptions> configure)
    {
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => RunningHub.StartAsync(configure));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }
}
