using StoreHub.Operations;
using StoreHub.Protocol.Messages;

namespace StoreHub.Protocol.Tests.Messages;

/// <summary>Every message with every field, and with as few as may be.</summary>
internal static class SampleMessages
{
    public static SourceId Author { get; } = SourceId.Parse("author-1");

    public static Transaction Transaction { get; } = new(
        [
            new SetOperation(Author, 7, 1000.5, StorePath.Of("user", "name"), "grün 🐦"),
            new IncrementOperation(Author, 8, 1000.5, StorePath.Of("n"), -0.0),
            new SpliceOperation(Author, 9, 1000.5, StorePath.Of("list"), 1, 0, ["x", StoreValue.Undefined], new SpliceAnchors(new ElementId(Author, 3, 0), null, [])),
        ],
        baseRevision: 5);

    public static IReadOnlyList<EncodedRecord> Records { get; } =
    [
        new(HistoryRecord.Of(Transaction, 11, 2000.25)),
        new(HistoryRecord.Void(Author, 10, 2, 14, 2001)),
        new(HistoryRecord.ForFloor(3, 16, 2002)),
        new(HistoryRecord.Forget([Author, SourceId.Parse("another")], 17, 2003)),
    ];

    public static IReadOnlyList<object> All { get; } =
    [
        new OpenRequest { Protocol = 1, Store = "cart", Role = "host", Source = "author-1", Token = "0123456789abcdef", Cursor = new("e1", 41), Base = 40 },
        new OpenRequest { Protocol = 1, Store = "cart", Role = "reader" },
        new OpenRequest { Protocol = 1, Store = "cart", Channel = "tab-1", Role = "reader" },
        new OpenResult
        {
            Epoch = "e1", Revision = 1L << 40, Delta = true, Continues = true, ExpectedSeq = 3, AcknowledgedSeq = 2, ForgottenAt = 1L << 39, Voids = [new(1, 1), new(5, 20)], Time = 1795254000000.5,
            Limits = LimitsInfo.Of(StoreLimits.Default, 1 << 20, 7), Server = "node-1",
        },
        new OpenResult { Error = new() { Code = StoreErrorCode.SequenceGap, Message = "gap", Path = "a.b", Limit = 9, ExpectedSeq = 4 } },
        new SubmitRequest { Store = "cart", Transactions = [Transaction, Transaction.Void(Author, 10, 2, 1001, 5)] },
        new SubmitRequest { Store = "cart" },
        new SubmitRequest { Store = "cart", Channel = "tab-1", Transactions = [Transaction] },
        new ReportRequest { Store = "cart", Channel = "tab-1", Base = 12 },
        new StatusRequest { Store = "cart", Channel = "tab-1" },
        new CloseRequest { Store = "cart", Channel = "tab-1" },
        new AckMessage { Store = "cart", Channel = "tab-1", Source = "author-1", Seq = 9, Revision = 13 },
        new ClosedMessage { Store = "cart", Channel = "tab-1", Code = StoreErrorCode.TakenOver, Message = "taken over", Reconnect = false },
        new SnapshotChunk { Store = "cart", Channel = "tab-1", Epoch = "e1", Revision = 13, Index = 0, Count = 1, Data = new byte[] { 0x7b, 0x7d } },
        RecordsMessage.Of("cart", "e1", Records) with { Channel = "tab-1" },
        new SubmitResult { SequencedSeq = 9, ExpectedSeq = 10 },
        new ReportRequest { Store = "cart", Base = 12 },
        new ReportResult(),
        new StatusRequest { Store = "cart", Hash = true },
        new StatusResult
        {
            Epoch = "e1", Revision = 1, DurableRevision = 2, Floor = 3, TailStart = 4, StateHash = "ab", StateRevision = 5, Subscribers = 6, Sources = 7,
        },
        new CloseRequest { Store = "cart" },
        new CloseResult { Error = new() { Code = StoreErrorCode.NotOpen, Message = "not open" } },
        new AckMessage { Store = "cart", Source = "author-1", Seq = 9, Revision = 13, Voids = [new(7, 3)] },
        new ClosedMessage { Store = "cart", Code = StoreErrorCode.TakenOver, Message = "taken over", Reconnect = false },
        new SnapshotChunk { Store = "cart", Epoch = "e1", Revision = 13, Index = 1, Count = 3, Data = "{\"text\":\"grün 🐦\"}"u8.ToArray() },
        new PublishRequest { Store = "cart", Topic = "grün 🐦", Value = new(ArrayValue.Create([1, StoreValue.Undefined, -0.0])), Retain = true, Echo = true },
        new PublishRequest { Store = "cart", Topic = "t", Value = new(StoreValue.Null) },
        new PublishRequest { Store = "cart", Topic = "t", Value = new(StoreValue.Undefined), Retain = true },
        new PublishResult { Time = 1795254000000.5 },
        new SubscribeRequest { Store = "cart", Topic = "t" },
        new PublishRequest { Store = "cart", Channel = "tab-1", Topic = "t", Value = new("x") },
        new SubscribeRequest { Store = "cart", Channel = "tab-1", Topic = "t" },
        new UnsubscribeRequest { Store = "cart", Channel = "tab-1", Topic = "t" },
        new EventMessage { Store = "cart", Channel = "tab-1", Topic = "t", Value = new("x"), Time = 1, Source = "author-1" },
        new SubscribeResult { Retained = true },
        new UnsubscribeRequest { Store = "cart", Topic = "t" },
        new UnsubscribeResult(),
        new EventMessage { Store = "cart", Topic = "t", Value = new("x"), Time = 1795254000000.5, Source = "author-1", Retain = true, Retained = true, Missed = 7 },
        new EventMessage { Store = "cart", Topic = "t", Value = new(StoreValue.Null), Time = 1, Source = "author-1" },
        RecordsMessage.Of("cart", "e1", Records),
    ];
}
