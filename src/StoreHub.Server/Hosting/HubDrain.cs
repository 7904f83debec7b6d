using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using StoreHub.Server.FanOut;
using StoreHub.Server.Hubs;

namespace StoreHub.Server.Hosting;

/// <summary>
/// Readiness, and the orderly end: when the application stops, the hub is no longer ready, every subscription is told to come back later, and
/// connections have a bounded time to leave before they are cut.
/// </summary>
internal sealed class HubDrain(IHostApplicationLifetime lifetime, IServiceProvider services, IOptions<StoreHubOptions> options, TimeProvider time, ILogger<HubDrain> logger)
    : IHostedService, IHealthCheck, IDisposable
{
    public const string Message = "The hub is shutting down; come back later.";

    // How long clients that were told have to take the message off the wire and leave.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(500);

    private CancellationTokenRegistration _started;
    private CancellationTokenRegistration _stopping;
    private int _draining;

    public bool IsDraining => Volatile.Read(ref _draining) != 0;

    private bool IsReady => lifetime.ApplicationStarted.IsCancellationRequested && !IsDraining;

    public void ThrowIfDraining()
    {
        if (IsDraining) throw new StoreException(StoreErrorCode.ShuttingDown, Message);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // SignalR cuts its connections in a callback of the same token. Callbacks run last registered first: this one must come later.
        _started = lifetime.ApplicationStarted.Register(() => _stopping = lifetime.ApplicationStopping.Register(DrainBeforeConnectionsAreCut));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(IsReady ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus, IsDraining ? "draining" : "starting"));

    public void Dispose()
    {
        _started.Dispose();
        _stopping.Dispose();
    }

    [SuppressMessage("Usage", "VSTHRD002:Avoid problematic synchronous waits", Justification = "A cancellation callback cannot await, there is no context to deadlock with, and the time is bounded.")]
    private void DrainBeforeConnectionsAreCut() => DrainAsync().GetAwaiter().GetResult();

    /// <summary>Tells every subscription, and waits for a bounded time until they have gone.</summary>
    public async Task DrainAsync()
    {
        if (Interlocked.Exchange(ref _draining, 1) != 0) return;
        var connections = services.GetRequiredService<StoreHubLifetimeManager>();
        IReadOnlyCollection<ConnectionPump> pumps = connections.Pumps;
        HubLog.Draining(logger, pumps.Count);
        foreach (ConnectionPump pump in pumps) pump.CloseAll(StoreErrorCode.ShuttingDown, Message, reconnect: true);
        try
        {
            await Task.WhenAll(pumps.Select(pump => pump.WhenEmptyAsync())).WaitAsync(options.Value.DrainTimeout, time).ConfigureAwait(false);
            TimeSpan linger = Linger < options.Value.DrainTimeout ? Linger : options.Value.DrainTimeout;
            await Task.WhenAll(pumps.Select(pump => pump.Completion)).WaitAsync(linger, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Those that did not leave are cut.
        }
    }
}
