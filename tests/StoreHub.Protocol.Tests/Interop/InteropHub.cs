using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections.Abstractions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;

namespace StoreHub.Protocol.Tests.Interop;

/// <summary>A hub of everything that SignalR's protocol can carry.</summary>
// SignalR calls instance methods only; only the preview feature tells when a transport was replaced
#pragma warning disable CA1822, CA2252
internal sealed class InteropHub : Hub
{
    public object? Echo(object? value) => value;

    public byte[] EchoBytes(byte[] value) => value;

    public double[][] EchoNested(double[][] value) => value;

    public IReadOnlyList<string?> EchoTexts(IReadOnlyList<string?> value) => value;

    public int? EchoNullable(int? value) => value;

    public long EchoLong(long value) => value;

    public DateTime EchoDate(DateTime value) => value;

    public DateTimeOffset EchoOffset(DateTimeOffset value) => value;

    public StoreValue EchoStoreValue(StoreValue value) => value;

    public int Add(int left, int right) => left + right;

    /// <summary>Answers when the transport of this very connection was replaced by another.</summary>
    public async Task<int> AddAfterReconnect(int left, int right)
    {
        var reconnected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Context.Features.GetRequiredFeature<IStatefulReconnectFeature>().OnReconnected(_ =>
        {
            reconnected.TrySetResult();
            return Task.CompletedTask;
        });
        await Clients.Caller.SendAsync("waiting");
        await reconnected.Task.WaitAsync(Context.ConnectionAborted);
        return left + right;
    }

    public void None()
    {
    }

    public string Fail(string why) => throw new HubException(why);

    public Task CallBack(string text) => Clients.Caller.SendAsync("called", text, 1, new object?[] { true, null });

    public async Task<string> AskCaller(string question)
    {
        try
        {
            return await Clients.Caller.InvokeAsync<string>("ask", question, Context.ConnectionAborted);
        }
        catch (HubException refusal)
        {
            return refusal.Message;
        }
    }

    public async IAsyncEnumerable<int> CountTo(int last)
    {
        for (int i = 1; i <= last; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    public async IAsyncEnumerable<int> FailAfter(int last)
    {
        await foreach (int i in CountTo(last)) yield return i;
        throw new HubException($"after {last}");
    }

    public async IAsyncEnumerable<int> Forever([EnumeratorCancellation] CancellationToken cancel)
    {
        IClientProxy caller = Clients.Caller;
        try
        {
            yield return 1;
            await Task.Delay(Timeout.Infinite, cancel);
        }
        finally
        {
            await caller.SendAsync("cancelled", CancellationToken.None);
        }
    }

    public async Task<int> Sum(IAsyncEnumerable<int> numbers)
    {
        int sum = 0;
        await foreach (int number in numbers) sum += number;
        return sum;
    }

    public async IAsyncEnumerable<int> Doubled(IAsyncEnumerable<int> numbers)
    {
        await foreach (int number in numbers) yield return number * 2;
    }

    public OpenResult Open(OpenRequest request) => request.Malformed is { } error ? new OpenResult { Error = error } : new OpenResult
    {
        Epoch = request.Cursor!.Epoch,
        Revision = request.Cursor.Revision,
        Delta = true,
        Voids = [new SeqRange(1, 2)],
        Time = 1000.5,
        Limits = new LimitsInfo(),
        Server = $"test {request.Store} {request.Role}",
    };

    public async Task<SubmitResult> Submit(SubmitRequest request)
    {
        if (request.Malformed is { } error) return new SubmitResult { Error = error };
        Transaction transaction = request.Transactions[0];
        EncodedRecord record = new(HistoryRecord.Of(transaction, 1, 5));
        await Clients.Caller.SendAsync(ClientMethods.Records, RecordsMessage.Of(request.Store, "e0", [record]));
        return new SubmitResult { SequencedSeq = transaction.LastSeq, ExpectedSeq = transaction.LastSeq + 1 };
    }

    public Task Snapshot() => Clients.Caller.SendAsync(
        ClientMethods.Snapshot,
        new SnapshotChunk { Store = "cart", Epoch = "e0", Revision = 1, Index = 0, Count = 1, Data = "{\"text\":\"grün 🐦\"}"u8.ToArray() });
}
