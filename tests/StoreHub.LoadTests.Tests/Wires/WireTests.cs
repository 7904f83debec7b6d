using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.LoadTests.Connections;
using StoreHub.LoadTests.Wires;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;

namespace StoreHub.LoadTests.Tests.Wires;

/// <summary>What connections that only count make of real messages.</summary>
public class WireTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Records_are_counted_by_their_beginning(bool json)
    {
        StoreHubWire wire = StoreHubWire.Of(json);
        EncodedRecord[] records = [.. Enumerable.Range(0, 500).Select(static i => new EncodedRecord(
            HistoryRecord.Of(new Transaction([new SetOperation(SourceId.Parse("s"), i, i, StorePath.Of("user", "u1"), i)], 0), 1_000_000 + i, i)))];
        var sink = new Sink(wire);
        ReadOnlyMemory<byte>[] messages =
        [
            wire.Protocol.GetMessageBytes(PingMessage.Instance),
            wire.Protocol.GetMessageBytes(new InvocationMessage("records", [RecordsMessage.Of(new string('n', 128), new string('e', 64), records)])),
            wire.Protocol.GetMessageBytes(new InvocationMessage("ack", [new StoreHub.Protocol.Messages.AckMessage { Store = "n", Source = "s", Seq = 1, Revision = 2 }])),
            wire.Protocol.GetMessageBytes(CompletionMessage.WithResult("1", new OpenResult { Epoch = "e" })),
        ];
        IMessageSplitter splitter = wire.CreateSplitter();
        foreach (ReadOnlyMemory<byte> message in messages) splitter.Feed(message.Span, sink);
        Assert.Equal([(MessageKind.Other, 0), (MessageKind.Operations, 500), (MessageKind.Other, 0), (MessageKind.Completion, 0)], sink.Taken);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void What_a_baseline_writes_comes_back(int valueBytes)
    {
        var written = new NaiveOperation(7, 123, 42, 5_000_000, valueBytes);
        IBaselineWire[] wires = [new WebSocketWire(), new SignalRJsonWire(), new SignalRBinaryWire()];
        foreach (IBaselineWire wire in wires)
        {
            ReadOnlyMemory<byte> message = wire.Write("s", written, 9);
            if (wire.HubProtocol is not null) message = Relayed(wire, message);
            var sink = new Sink(wire, int.MaxValue);
            wire.CreateSplitter().Feed(message.Span, sink);
            Assert.Equal((MessageKind.Operations, 1), Assert.Single(sink.Taken));
            NaiveOperation read = wire.ReadOperation(sink.Last);
            Assert.Equal((written.Writer, written.Seq, written.Stamp, valueBytes), (read.Writer, read.Seq, read.Stamp, read.ValueBytes));
        }
    }

    /// <summary>What the naive hub makes of a call: it sends the operation on.</summary>
    private static ReadOnlyMemory<byte> Relayed(IBaselineWire wire, ReadOnlyMemory<byte> call)
    {
        IHubProtocol protocol = StoreHubWire.Of(wire.IsText).Protocol;
        var input = new System.Buffers.ReadOnlySequence<byte>(call);
        Assert.True(protocol.TryParseMessage(ref input, new Binder(), out HubMessage? message));
        var invocation = Assert.IsType<InvocationMessage>(message);
        return protocol.GetMessageBytes(new InvocationMessage("op", [invocation.Arguments[1]]));
    }

    private sealed class Binder : Microsoft.AspNetCore.SignalR.IInvocationBinder
    {
        public Type GetReturnType(string invocationId) => throw new NotSupportedException();

        public IReadOnlyList<Type> GetParameterTypes(string methodName) => [typeof(string), typeof(object)];

        public Type GetStreamItemType(string streamId) => throw new NotSupportedException();
    }

    private sealed class Sink(IWire wire, int? beginning = null) : IMessageSink
    {
        public int Beginning => beginning ?? wire.Beginning;

        public List<(MessageKind Kind, int Operations)> Taken { get; } = [];

        public byte[] Last { get; private set; } = [];

        public void Take(ReadOnlySpan<byte> message)
        {
            MessageKind kind = wire.Read(message, out int operations);
            Taken.Add((kind, operations));
            Last = message.ToArray();
        }
    }
}
