using StoreHub.Server.Redis;

namespace StoreHub.Server.Tests.Redis;

/// <summary>One Redis for the tests of a class, which do not share keys: that of the environment, or one that is started.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private RedisServer? _server;
    private int _last;

    internal string Connection { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Connection = Environment.GetEnvironmentVariable(RedisServer.Variable) ?? "";
        if (Connection.Length > 0 || !RedisServer.IsInstalled) return;
        _server = await RedisServer.StartAsync();
        Connection = _server.Connection;
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>A prefix that no other test has; skips the test where there is no Redis.</summary>
    internal string NewPrefix()
    {
        Assert.SkipUnless(Connection.Length > 0, $"There is no Redis: redis-server is not installed, and {RedisServer.Variable} is not set.");
        string prefix = $"test:{Guid.NewGuid():N}:{Interlocked.Increment(ref _last)}:";
        // constructors of tests cannot await, and must not wait in their context
#pragma warning disable VSTHRD002
        if (_server is not null) Task.Run(() => _server.AgeAsync(prefix)).Wait();
#pragma warning restore VSTHRD002
        return prefix;
    }
}
