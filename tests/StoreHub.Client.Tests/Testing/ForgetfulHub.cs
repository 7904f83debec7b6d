using Microsoft.Extensions.DependencyInjection;
using StoreHub.LoadTests.Connections;
using StoreHub.Server.Logs;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Client.Tests.Testing;

/// <summary>A hub whose time a test moves, so that it forgets who is away; somebody else is there all along.</summary>
internal sealed class ForgetfulHub : IAsyncDisposable
{
    private readonly ManualTime _time;
    private readonly TestHub _hub;
    private readonly StoreHubClient _other;

    private ForgetfulHub(ManualTime time, TestHub hub, StoreHubClient other, HubStore theirs)
    {
        _time = time;
        _hub = hub;
        _other = other;
        Theirs = theirs;
        Proxy = new CuttableProxy(hub.Url);
    }

    public Uri Url => _hub.Url;

    /// <summary>The way to the hub of who goes away.</summary>
    public CuttableProxy Proxy { get; }

    /// <summary>The store "s" of who stays.</summary>
    public HubStore Theirs { get; }

    public static async Task<ForgetfulHub> StartAsync(Func<TimeProvider, IOperationLog> makeLog)
    {
        var time = new ManualTime();
        IOperationLog log = makeLog(time);
        TestHub hub = await TestHub.StartAsync(
            options => options.MaxTailOperations = 16, services => services.AddSingleton(log).AddSingleton<TimeProvider>(time));
        StoreHubClient other = Clients.Connect(hub.Url);
        return new ForgetfulHub(time, hub, other, await other.OpenAsync("s"));
    }

    /// <summary>Cuts off who came through the proxy.</summary>
    public async Task LeaveAsync(HubStore mine)
    {
        Proxy.Refusing = true;
        Proxy.Cut();
        await mine.WhenAsync(ClientState.Offline);
        while ((await Theirs.GetHubStatusAsync()).Subscribers > 1) await Task.Yield();
    }

    /// <summary>Lets time pass until only who stays is known.</summary>
    public async Task ForgetAsync()
    {
        // the time away begins when the hub notices, which may be later than it says so
        int i = 0;
        do
        {
            _time.Advance(TimeSpan.FromDays(31));
            Theirs["later"].Value = i++;
            await Theirs.WhenAcknowledgedAsync().WaitAsync(Clients.Patience);
        }
        while ((await Theirs.GetHubStatusAsync()).Sources > 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await Proxy.DisposeAsync();
        await _hub.DisposeAsync();
    }
}
