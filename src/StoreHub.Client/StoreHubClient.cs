using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StoreHub.Client.Connections;
using StoreHub.Client.Stores;
using StoreHub.Protocol.Messages;

namespace StoreHub.Client;

/// <summary>
/// One connection to a hub, and any number of stores on it. Connects when the first store is opened, reconnects by itself, and works
/// offline meanwhile. Safe for any thread.
/// </summary>
public sealed partial class StoreHubClient : IAsyncDisposable
{
    private readonly StoreHubClientOptions _options;
    private readonly HubConnection _connection;
    private readonly ConcurrentDictionary<string, StoreSession> _sessions = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly ReconnectBackoff _backoff;
    private TaskCompletionSource<Exception?> _connectionEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationToken? _connected;
    private bool _disposing;
    private double _bestRoundTrip = double.PositiveInfinity;
    private Task? _running;

    /// <summary>Makes a client; it connects when the first store is opened.</summary>
    /// <param name="url">The hub's address, such as <c>http://localhost:5080/hub</c>.</param>
    /// <exception cref="ArgumentException">The address is none.</exception>
    public StoreHubClient(string url)
        : this(new StoreHubClientOptions { Url = Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) ? uri : throw new ArgumentException($"'{url}' is no absolute address; write it like http://localhost:5080/hub.", nameof(url)) })
    {
    }

    /// <summary>Makes a client; it connects when the first store is opened.</summary>
    /// <exception cref="ArgumentException">An option is missing or out of its range.</exception>
    public StoreHubClient(StoreHubClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("StoreHub.Client");
        _backoff = new ReconnectBackoff(options.ReconnectDelay, options.MaxReconnectDelay, Random.Shared);
        _connection = options.Connection ?? HubConnections.Create(options);
        _connection.On<RecordsMessage>(ClientMethods.Records, message => Find(message.Store)?.OnRecords(message));
        _connection.On<SnapshotChunk>(ClientMethods.Snapshot, message => Find(message.Store)?.OnSnapshot(message));
        _connection.On<AckMessage>(ClientMethods.Ack, message => Find(message.Store)?.OnAck(message));
        _connection.On<EventMessage>(ClientMethods.Event, message => Find(message.Store)?.Topics.OnEvent(message));
        _connection.On<ClosedMessage>(ClientMethods.Closed, message => Find(message.Store)?.OnClosed(message));
        _connection.Closed += error =>
        {
            _connectionEnd.TrySetResult(error);
            return Task.CompletedTask;
        };
    }

    /// <summary>Raised when the status changed; on the thread that changed it.</summary>
    public event EventHandler<ClientStatus>? StatusChanged;

    /// <summary>Where the client stands with its hub.</summary>
    public ClientStatus Status { get; private set; } = new(ClientState.Connecting);

    /// <summary>What has to be added to the local clock to have the hub's.</summary>
    public TimeSpan ClockOffset => TimeSpan.FromMilliseconds(ClockOffsetMilliseconds);

    internal ILogger Logger => _logger;

    internal double ClockOffsetMilliseconds { get; private set; }

    /// <summary>
    /// Opens a store, which comes to be by it. Completes when the store is live, with all that the hub had, or, if the hub cannot be reached,
    /// after the first attempt: then the store is offline, empty, usable, and goes live by itself. With a
    /// <see cref="StoreHubClientOptions.DataPath"/> a store that was kept there completes as soon as it is read, with its last state and what
    /// was pending, whether or not the hub can be reached: await <see cref="HubStore.WhenLiveAsync"/> for more. Opening a store twice gives the
    /// same one.
    /// </summary>
    /// <param name="name">1 to 128 characters of <c>A–Z a–z 0–9 . _ ~ / -</c>.</param>
    /// <param name="cancellationToken">Cancels waiting, and the opening with it.</param>
    /// <exception cref="StoreException">
    /// The hub refuses: the name, the role, the principal. What is kept cannot be used: <see cref="StoreErrorCode.StorageInUse"/>,
    /// <see cref="StoreErrorCode.StorageDamaged"/>, <see cref="StoreErrorCode.StorageFailed"/>.
    /// </exception>
    public async Task<HubStore> OpenAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!StoreNameRule.IsMatch(name)) throw new StoreException(StoreErrorCode.InvalidStoreName, $"'{name}' is no store name: it must match [A-Za-z0-9._~/-]{{1,128}}.", limit: StoreNameRule.MaxLength);
        StoreSession session = Begin(name, out bool isNew);
        while (session.Closing is { } closing)
        {
            await closing.WaitAsync(cancellationToken).ConfigureAwait(false);
            session = Begin(name, out isNew);
        }

        try
        {
            if (isNew && Status.State == ClientState.Offline) session.Disconnected(Status);
            if (isNew) Open(session, again: false);
            await session.WhenTriedAsync(cancellationToken).ConfigureAwait(false);
            return session.Store;
        }
        catch
        {
            bool last;
            lock (_lock) last = --session.Openers == 0;
            if (last) session.Abandon();
            throw;
        }
    }

    /// <summary>
    /// Flushes every store for a bounded time (<see cref="StoreHubClientOptions.FlushTimeout"/>), closes them and disconnects. A store that is
    /// offline is not waited for: what it has not sent is kept if there is a <see cref="StoreHubClientOptions.DataPath"/>, else given up, and its
    /// <see cref="HubStore.PendingCount"/> says how much.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_disposing) return;
            _disposing = true;
        }

        await Task.WhenAll(_sessions.Values.Select(static session => session.CloseAsync())).ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_running is { } running) await running.ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
        SetStatus(new ClientStatus(ClientState.Closed, StoreErrorCode.ClosedByClient, "the application disposed of the client"));
        _stopping.Dispose();
    }

    private StoreSession Begin(string name, out bool isNew)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposing, this);
            isNew = !_sessions.TryGetValue(name, out StoreSession? session);
            if (session is null) _sessions[name] = session = new StoreSession(this, name, _options);
            session.Openers++;
            _running ??= Task.Run(RunAsync, CancellationToken.None);
            return session;
        }
    }

    internal void NoteClock(double offset, double roundTrip)
    {
        // the answer with the shortest way there and back errs least
        if (roundTrip > _bestRoundTrip) return;
        _bestRoundTrip = roundTrip;
        ClockOffsetMilliseconds = offset;
    }

    internal async Task<T> InvokeAsync<T>(string method, object request, CancellationToken cancellationToken)
    {
        try
        {
            return await _connection.InvokeAsync<T>(method, request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new StoreException(StoreErrorCode.ConnectionLost, $"The hub at {_options.Url} cannot be reached: {e.Message}", innerException: e);
        }
    }

    /// <summary>Opens a session again on the connection that stands; without one it is opened with the next.</summary>
    internal void Reopen(StoreSession session) => Open(session, again: true);

    private void Open(StoreSession session, bool again)
    {
        if (_connected is { } connected) _ = OpenAsync(session, again, connected);
    }

    internal void OnSubmitFailed(StoreSession session, Exception failure)
    {
        LogSubmitFailed(session.Name, failure.Message);
        Reopen(session);
    }

    internal void Report(string name, long revision) => _ = ReportAsync(name, revision);

    internal void Forget(StoreSession session) => _sessions.TryRemove(KeyValuePair.Create(session.Name, session));

    /// <summary>Tells the hub that a store is not wanted any more, unless it was opened anew meanwhile.</summary>
    internal void TellClosed(StoreSession session)
    {
        if (Find(session.Name) is null) _ = TellClosedAsync(session);
    }

    internal Task CloseAtHubAsync(StoreSession session) => session.Status.State is ClientState.Live or ClientState.Connecting ? TellClosedAsync(session) : Task.CompletedTask;

    private async Task TellClosedAsync(StoreSession session)
    {
        try
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(1), _options.Time);
            await InvokeAsync<CloseResult>(HubMethods.Close, new CloseRequest { Store = session.Name }, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreException or OperationCanceledException)
        {
            // the connection goes anyway, and the hub's subscription with it
        }
    }

    private StoreSession? Find(string name) => _sessions.TryGetValue(name, out StoreSession? session) ? session : null;

    private async Task RunAsync()
    {
        CancellationToken stopping = _stopping.Token;
        while (!stopping.IsCancellationRequested)
        {
            SetStatus(new ClientStatus(ClientState.Connecting));
            Exception? error = await ConnectOnceAsync(stopping).ConfigureAwait(false);
            if (stopping.IsCancellationRequested) break;
            var offline = new ClientStatus(ClientState.Offline, StoreErrorCode.ConnectionLost, $"{_options.Url?.ToString() ?? "the hub"}: {Explain(error)}");
            foreach (StoreSession session in _sessions.Values) session.Disconnected(offline);
            SetStatus(offline);
            TimeSpan wait = _backoff.Next();
            LogOffline(_options.Url, offline.Message!, wait.TotalMilliseconds);
            await Task.Delay(wait, _options.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _connection.StopAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Connects, opens all stores, and stays until the connection ends.</summary>
    private async Task<Exception?> ConnectOnceAsync(CancellationToken stopping)
    {
        _connectionEnd = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _connection.StartAsync(stopping).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // whatever hinders a connection, it is tried again, and the status says why
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e;
        }

        using var connected = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _connected = connected.Token;
        LogConnected(_options.Url);
        Task<bool[]> opening = Task.WhenAll(_sessions.Values.Select(session => OpenAsync(session, again: false, connected.Token)));
        if (await Task.WhenAny(opening, _connectionEnd.Task).ConfigureAwait(false) == opening)
        {
            // a hub that accepts connections but no store must not be asked again and again
            if (Array.Exists(await opening.ConfigureAwait(false), static opened => opened)) _backoff.Reset();
            SetStatus(new ClientStatus(ClientState.Live));
        }

        Exception? error = await _connectionEnd.Task.WaitAsync(stopping).ContinueWith(
            static end => end.IsCompletedSuccessfully ? end.Result : null, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        _connected = null;
        await connected.CancelAsync().ConfigureAwait(false);
        return error;
    }

    private async Task<bool> OpenAsync(StoreSession session, bool again, CancellationToken cancellationToken)
    {
        try
        {
            if (await session.OpenAsync(_connection, again, cancellationToken).ConfigureAwait(false) is not { } refusal) return true;
            if (refusal.Code is StoreErrorCode.Overloaded or StoreErrorCode.StorageUnavailable or StoreErrorCode.StoreFailed or StoreErrorCode.ShuttingDown or StoreErrorCode.Internal)
                await _connection.StopAsync(CancellationToken.None).ConfigureAwait(false);
            else session.Close(refusal.Code, refusal.Message);
        }
#pragma warning disable CA1031 // transports fail with exceptions of their own; an application may bring any
        catch (Exception)
#pragma warning restore CA1031
        {
            // a call that fails on a connection that stands leaves no other way than a new connection; on one that is gone this does nothing
            if (!cancellationToken.IsCancellationRequested) await _connection.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return false;
    }

    private async Task ReportAsync(string name, long revision)
    {
        try
        {
            await InvokeAsync<ReportResult>(HubMethods.Report, new ReportRequest { Store = name, Base = revision }, _stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreException or OperationCanceledException)
        {
            // the next connection's first message carries it anyway
        }
    }

    /// <summary>The innermost cause says most: "Connection refused", and not that something could not connect.</summary>
    private static string Explain(Exception? error)
    {
        if (error is null) return "the connection ended";
        string outer = error.Message, inner = error.GetBaseException().Message;
        return inner == outer ? outer : $"{outer} ({inner})";
    }

    private void SetStatus(ClientStatus status)
    {
        if (Status == status) return;
        Status = status;
        try
        {
            StatusChanged?.Invoke(this, status);
        }
#pragma warning disable CA1031 // an event handler of the application must not end the connection's loop
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogHandlerFailed(e);
        }
    }

    [LoggerMessage(2001, LogLevel.Information, "Connected to {Url}")]
    private partial void LogConnected(Uri? url);

    [LoggerMessage(2004, LogLevel.Error, "A handler of StatusChanged threw")]
    private partial void LogHandlerFailed(Exception exception);

    [LoggerMessage(2003, LogLevel.Debug, "Submitting to '{Store}' failed: {Reason}")]
    private partial void LogSubmitFailed(string store, string reason);

    [LoggerMessage(2002, LogLevel.Warning, "No connection to {Url}: {Reason} Trying again in {WaitMs:0} ms")]
    private partial void LogOffline(Uri? url, string reason, double waitMs);
}
