using StoreHub.Operations;
using StoreHub.Ordering;
using StoreHub.Replicas;

namespace StoreHub.Core.Tests.Stores;

public sealed class PeerBatchTests : BatchTests
{
    public PeerBatchTests()
        : this(new HybridClock(TimeProvider.System))
    {
    }

    private PeerBatchTests(HybridClock clock)
        : base(new PeerReplica(SourceId.Parse("first"), clock), clock)
    {
    }
}
