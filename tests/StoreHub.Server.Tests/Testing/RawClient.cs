using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using StoreHub.Protocol.HubProtocol;
using StoreHub.Protocol.Messages;
using StoreHub.Protocol.Wire;

namespace StoreHub.Server.Tests.Testing;

/// <summary>A client that knows only SignalR's frames: it shows what is on the wire, and can break every rule.</summary>
internal sealed class RawClient : IAsyncDisposable, IInvocationBinder
{
    private static readonly Dictionary<string, Type> ClientTypes = new()
    {
        [ClientMethods.Records] = typeof(RecordsMessage),
        [ClientMethods.Snapshot] = typeof(SnapshotChunk),
        [ClientMethods.Ack] = typeof(StoreHub.Protocol.Messages.AckMessage),
        [ClientMethods.Event] = typeof(EventMessage),
        [ClientMethods.Closed] = typeof(ClosedMessage),
    };

    private readonly ClientWebSocket _socket = new();
    private readonly IHubProtocol _protocol;
    private readonly ConcurrentDictionary<string, (Type Type, TaskCompletionSource<CompletionMessage> Answer)> _calls = new();
    private readonly Channel<object> _messages = Channel.CreateUnbounded<object>();
    private readonly TaskCompletionSource _resume = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private Task _receiving = Task.CompletedTask;
    private volatile bool _stalled;
    private int _lastCall;

    private RawClient(bool json)
    {
        var options = new JsonHubProtocolOptions();
        StoreHubJson.Configure(options.PayloadSerializerOptions);
        _protocol = json ? new JsonHubProtocol(Options.Create(options)) : new MessagePackHubProtocol();
    }

    /// <summary>Completes when the connection has ended.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Why SignalR closed it, if it said so.</summary>
    public CloseMessage? CloseFrame { get; private set; }

    /// <summary>What the hub has sent and nobody has taken yet.</summary>
    public ChannelReader<object> Messages => _messages.Reader;

    public static async Task<RawClient> ConnectAsync(Uri url, bool json, Action<ClientWebSocket>? configure = null)
    {
        var client = new RawClient(json);
        configure?.Invoke(client._socket);
        await client._socket.ConnectAsync(url, CancellationToken.None);
        await client.SendRawAsync(Encoding.UTF8.GetBytes($$"""{"protocol":"{{client._protocol.Name}}","version":{{client._protocol.Version}}}""" + "\u001e"));
        client._receiving = client.ReceiveAsync();
        return client;
    }

    public Task<OpenResult> OpenAsync(OpenRequest request) => CallAsync<OpenResult>(HubMethods.Open, request);

    public Task<OpenResult> OpenAsync(string store, string source, Cursor? cursor = null, string? token = null, long baseRevision = 0) =>
        OpenAsync(new OpenRequest { Protocol = 1, Store = store, Role = "remote", Source = source, Token = token ?? new string('t', 16), Cursor = cursor, Base = baseRevision });

    public Task<OpenResult> OpenReaderAsync(string store, Cursor? cursor = null) =>
        OpenAsync(new OpenRequest { Protocol = 1, Store = store, Role = "reader", Cursor = cursor });

    public Task<SubmitResult> SubmitAsync(string store, params StoreHub.Operations.Transaction[] transactions) =>
        CallAsync<SubmitResult>(HubMethods.Submit, new SubmitRequest { Store = store, Transactions = transactions });

    public Task<StatusResult> StatusAsync(string store, bool hash = true) =>
        CallAsync<StatusResult>(HubMethods.Status, new StatusRequest { Store = store, Hash = hash });

    public Task<PublishResult> PublishAsync(string store, string topic, StoreValue value, bool retain = false, bool echo = false) =>
        CallAsync<PublishResult>(HubMethods.Publish, new PublishRequest { Store = store, Topic = topic, Value = new EncodedValue(value), Retain = retain, Echo = echo });

    public Task<SubscribeResult> SubscribeAsync(string store, string topic) =>
        CallAsync<SubscribeResult>(HubMethods.Subscribe, new SubscribeRequest { Store = store, Topic = topic });

    public Task<UnsubscribeResult> UnsubscribeAsync(string store, string topic) =>
        CallAsync<UnsubscribeResult>(HubMethods.Unsubscribe, new UnsubscribeRequest { Store = store, Topic = topic });

    public async Task<T> CallAsync<T>(string method, params object?[] arguments)
    {
        CompletionMessage answer = await InvokeAsync<T>(method, arguments).WaitAsync(TimeSpan.FromSeconds(20));
        if (answer.Error is { } error) throw new InvalidOperationException(error);
        return (T)answer.Result!;
    }

    public async Task<CompletionMessage> InvokeAsync<T>(string method, params object?[] arguments)
    {
        string id = Interlocked.Increment(ref _lastCall).ToString(CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource<CompletionMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = (typeof(T), answer);
        await SendRawAsync(_protocol.GetMessageBytes(new InvocationMessage(id, method, arguments)));
        return await answer.Task;
    }

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(bytes, _protocol.TransferFormat == TransferFormat.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary, true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next message of a type; those of others are passed over.</summary>
    public async Task<T> NextAsync<T>()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (await _messages.Reader.ReadAsync(limit.Token) is T message) return message;
        }
    }

    /// <summary>Reads nothing more until <see cref="Resume"/>.</summary>
    public void Stall() => _stalled = true;

    public void Resume() => _resume.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Resume();
        _socket.Abort();
        await _receiving;
        _socket.Dispose();
        _sending.Dispose();
    }

    public Type GetReturnType(string invocationId) => _calls[invocationId].Type;

    public IReadOnlyList<Type> GetParameterTypes(string methodName) => [ClientTypes[methodName]];

    public Type GetStreamItemType(string streamId) => throw new NotSupportedException();

    private async Task ReceiveAsync()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        bool handshaken = false;
        Exception? why = null;
        try
        {
            while (true)
            {
                if (_stalled) await _resume.Task;
                ValueWebSocketReceiveResult received = await _socket.ReceiveAsync(pipe.Writer.GetMemory(64 * 1024), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close) break;
                pipe.Writer.Advance(received.Count);
                await pipe.Writer.FlushAsync();
                ReadResult read = await pipe.Reader.ReadAsync();
                ReadOnlySequence<byte> buffer = read.Buffer;
                if (!handshaken && HandshakeProtocol.TryParseResponseMessage(ref buffer, out HandshakeResponseMessage? response))
                {
                    if (response.Error is not null) throw new InvalidOperationException(response.Error);
                    handshaken = true;
                }

                while (handshaken && _protocol.TryParseMessage(ref buffer, this, out HubMessage? message)) Take(message);
                pipe.Reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException or IOException)
        {
            // The end of a connection, however it comes.
            why = failure;
        }
        catch (Exception failure)
        {
            why = failure;
            _messages.Writer.TryComplete(failure);
        }

        _messages.Writer.TryComplete();
        foreach ((_, TaskCompletionSource<CompletionMessage> answer) in _calls.Values) answer.TrySetException(new IOException($"The connection ended. {CloseFrame?.Error}", why));
        _closed.TrySetResult();
    }

    private void Take(HubMessage message)
    {
        switch (message)
        {
            case CompletionMessage completion when _calls.TryRemove(completion.InvocationId!, out var call):
                call.Answer.TrySetResult(completion);
                break;
            case InvocationMessage invocation:
                _messages.Writer.TryWrite(invocation.Arguments[0]!);
                break;
            case InvocationBindingFailureMessage failure:
                failure.BindingFailure.Throw();
                break;
            case CloseMessage close:
                CloseFrame = close;
                break;
        }
    }
}
