using System.Buffers;
using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.Benchmarks.Workloads;
using StoreHub.Protocol.Messages;

namespace StoreHub.Benchmarks.Hub;

/// <summary>A Submit call as it comes from a socket, up to its transactions. Per call.</summary>
[MemoryDiagnoser]
public class ParseBenchmarks : IInvocationBinder
{
    private static readonly Type[] Parameters = [typeof(SubmitRequest)];

    private IHubProtocol _protocol = null!;
    private ReadOnlySequence<byte> _frame;

    /// <summary>How many transactions the call carries.</summary>
    [Params(1, 64)]
    public int Transactions { get; set; }

    [Params("messagepack", "json")]
    public string Protocol { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _protocol = Wire.Protocol(Protocol);
        var request = new SubmitRequest { Store = "store", Transactions = Wire.Transactions(Transactions) };
        _frame = new ReadOnlySequence<byte>(_protocol.GetMessageBytes(new InvocationMessage("1", HubMethods.Submit, [request])));
        if (Parse() is not InvocationMessage { Arguments: [SubmitRequest { Malformed: null } read] } || read.Transactions.Count != Transactions)
            throw new InvalidOperationException("The call was not read as it was written.");
    }

    [Benchmark(Description = "parse Submit")]
    public HubMessage Parse()
    {
        ReadOnlySequence<byte> input = _frame;
        return _protocol.TryParseMessage(ref input, this, out HubMessage? message) ? message : throw new InvalidOperationException("The frame is not whole.");
    }

    IReadOnlyList<Type> IInvocationBinder.GetParameterTypes(string methodName) => Parameters;

    Type IInvocationBinder.GetReturnType(string invocationId) => throw new NotSupportedException();

    Type IInvocationBinder.GetStreamItemType(string streamId) => throw new NotSupportedException();
}
