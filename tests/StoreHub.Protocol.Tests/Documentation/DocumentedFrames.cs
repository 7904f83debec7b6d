using Microsoft.AspNetCore.SignalR.Protocol;
using StoreHub.Json;
using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using AckMessage = StoreHub.Protocol.Messages.AckMessage;

namespace StoreHub.Protocol.Tests.Documentation;

/// <summary>The conversation that docs/protocol.md shows as frames.</summary>
internal static class DocumentedFrames
{
    private static readonly SourceId Alice = SourceId.Parse("alice");

    private static readonly Transaction Written = new(
        [
            new SetOperation(Alice, 0, 1795255200000.5, StorePath.Of("user", "name"), "Alice"),
            new SpliceOperation(Alice, 1, 1795255200000.5, StorePath.Of("items"), 0, 0, ["new"], new SpliceAnchors(null, new ElementId(SourceId.Parse("bob"), 4, 0), [])),
        ],
        baseRevision: 7);

    private static readonly StoreValue Cursor = TaggedJson.Parse("""{"x":3,"y":4.5}""");

    public static IReadOnlyDictionary<string, HubMessage> All { get; } = new Dictionary<string, HubMessage>
    {
        ["Open"] = Call("1", HubMethods.Open, new OpenRequest { Protocol = 1, Store = "cart", Role = "remote", Source = "alice", Token = "0123456789abcdef", Cursor = new("RmFrZUVwb2NoMTIz", 7), Base = 7 }),
        ["OpenResult"] = CompletionMessage.WithResult(
            "1", new OpenResult { Epoch = "RmFrZUVwb2NoMTIz", Revision = 7, Delta = true, Continues = true, Time = 1795255200000.5, Limits = new LimitsInfo(), Server = "StoreHub 0.1.0" }),
        ["Submit"] = Call("2", HubMethods.Submit, new SubmitRequest { Store = "cart", Transactions = [Written] }),
        ["SubmitResult"] = CompletionMessage.WithResult("2", new SubmitResult { SequencedSeq = 1, ExpectedSeq = 2 }),
        ["records"] = Tell(ClientMethods.Records, RecordsMessage.Of("cart", "RmFrZUVwb2NoMTIz", [new EncodedRecord(HistoryRecord.Of(Written, 8, 1795255200000.5))])),
        ["ack"] = Tell(ClientMethods.Ack, new AckMessage { Store = "cart", Source = "alice", Seq = 1, Revision = 9 }),
        ["ack in a channel"] = Tell(ClientMethods.Ack, new AckMessage { Store = "cart", Channel = "tab-1", Source = "alice", Seq = 2, Revision = 10 }),
        ["closed"] = Tell(ClientMethods.Closed, new ClosedMessage { Store = "cart", Code = StoreErrorCode.TakenOver, Message = "A newer connection of the same source took over.", Reconnect = false }),
        ["records in a channel"] = Tell(
            ClientMethods.Records, RecordsMessage.Of("cart", "RmFrZUVwb2NoMTIz", [new EncodedRecord(HistoryRecord.Void(Alice, 2, 1, 10, 1795255200001))]) with { Channel = "tab-1" }),
        ["Publish"] = Call("3", HubMethods.Publish, new PublishRequest { Store = "cart", Topic = "cursors", Value = new EncodedValue(Cursor), Retain = true }),
        ["Subscribe"] = Call("4", HubMethods.Subscribe, new SubscribeRequest { Store = "cart", Topic = "cursors" }),
        ["event"] = Tell(
            ClientMethods.Event, new EventMessage { Store = "cart", Topic = "cursors", Value = new EncodedValue(Cursor), Time = 1795255200000.5, Source = "alice", Retain = true }),
        ["snapshot chunk"] = Tell(
            ClientMethods.Snapshot, new SnapshotChunk { Store = "cart", Epoch = "RmFrZUVwb2NoMTIz", Revision = 7, Index = 0, Count = 2, Data = "{\"version\":1,\"revision\":7,"u8.ToArray() }),
    };

    private static InvocationMessage Call(string id, string method, object message) => new(id, method, [message]);

    private static InvocationMessage Tell(string target, object message) => new(target, [message]);
}
