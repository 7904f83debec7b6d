using StoreHub.Server.Logs;
using StoreHub.Server.Tests.Logs;

namespace StoreHub.Server.Tests.Redis;

public sealed class RedisOperationLogTests : OperationLogContract, IClassFixture<RedisFixture>, IAsyncDisposable
{
    private readonly RedisNode _node;

    public RedisOperationLogTests(RedisFixture redis) => _node = new RedisNode(redis.Connection.Length > 0 ? redis.Connection : "127.0.0.1:1", redis.NewPrefix());

    protected override IOperationLog Log => _node.Log;

    protected override bool TakesEpochs => false;

    public ValueTask DisposeAsync() => _node.DisposeAsync();
}
