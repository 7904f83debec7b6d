using System.Buffers.Binary;
using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;
using StoreHub.Ports;

namespace StoreHub.Core.Tests.Ports;

/// <summary>What a stream port does with a side that does not keep to the protocol, and with messages past a frame.</summary>
public sealed class StreamPortTests
{
    private static readonly SourceId Source = SourceId.Parse("b");

    public static TheoryData<string, byte[], StoreErrorCode> Hostile => new()
    {
        { "no MessagePack", Frame([0xc1]), StoreErrorCode.MalformedMessage },
        { "no hello", Frame(Packed(writer => writer.WriteString("GET / HTTP/1.1"))), StoreErrorCode.MalformedMessage },
        { "HTTP without frames", "GET / HTTP/1.1\r\n\r\n"u8.ToArray(), StoreErrorCode.TooLarge },
        { "another protocol", Hello("other", 1, 4096), StoreErrorCode.UnsupportedProtocol },
        { "another version", Hello(PortEncoding.Name, 2, 4096), StoreErrorCode.UnsupportedProtocol },
        { "a limit too small", Hello(PortEncoding.Name, 1, 5), StoreErrorCode.MalformedMessage },
        { "a hello that ends", [0, 0, 0, 9, 1, 2], StoreErrorCode.ConnectionLost },
        { "a frame over the limit", [.. Hello(), 0x7f, 0xff, 0xff, 0xff], StoreErrorCode.TooLarge },
        { "a negative length", [.. Hello(), 0xff, 0xff, 0xff, 0xff], StoreErrorCode.TooLarge },
        { "a length that ends", [.. Hello(), 0, 0], StoreErrorCode.ConnectionLost },
        { "a frame that ends", [.. Hello(), 0, 0, 0, 9, 1, 2], StoreErrorCode.ConnectionLost },
        { "an empty frame", [.. Hello(), 0, 0, 0, 0], StoreErrorCode.MalformedMessage },
        { "a message of no kind", [.. Hello(), .. Frame([0x92, 0x07, 0x90])], StoreErrorCode.MalformedMessage },
        { "a huge count", [.. Hello(), .. Frame([0x92, 0x01, 0xdd, 0xff, 0xff, 0xff, 0xff])], StoreErrorCode.MalformedMessage },
        { "something behind the message", [.. Hello(), .. Frame([0x92, 0x01, 0x90, 0x00])], StoreErrorCode.MalformedMessage },
        { "a void", [.. Hello(), .. Message(Transaction.Void(Source, 0, 1, 1, 0))], StoreErrorCode.MalformedTransaction },
        { "a forbidden key", [.. Hello(), .. Message(new Transaction([new SetOperation(Source, 0, 1, StorePath.Of("__proto__"), 1)], 0))], StoreErrorCode.ForbiddenKey },
        { "a far ts", [.. Hello(), .. Message(new Transaction([new SetOperation(Source, 0, 1e300, StorePath.Of("x"), 1)], 0))], StoreErrorCode.InvalidTimestamp },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Bad_input_closes_the_port_with_its_reason_and_the_store_goes_on(string what, byte[] input, StoreErrorCode expected)
    {
        using Store store = Store.Create(new StoreOptions { Source = "a" });
        store["x"].Value = what;
        (Stream first, Stream second) = DuplexStreams.Pipes();
        PortConnection connection = store.ConnectPort(new StreamPort(first));
        await second.WriteAsync(input);
        await second.FlushAsync();
        await second.DisposeAsync();
        Assert.Equal(expected, (await Convergence.FailureOf(connection)).Code);
        Assert.True(store.Ports.IsEmpty);
        store["y"].Value = 2;
        Assert.Equal(2, store.Log.Count);
    }

    [Fact]
    public async Task Random_bytes_never_do_more_than_close_the_port()
    {
        using Store store = Store.Create(new StoreOptions { Source = "a" });
        byte[] good = [.. Hello(), .. Message(new Transaction([new SetOperation(Source, 0, 1, StorePath.Of("x"), "text"), new IncrementOperation(Source, 1, 1, StorePath.Of("n"), 1)], 0))];
        for (int seed = 1; seed <= 500; seed++)
        {
            var dice = new Generators.Dice(seed);
            byte[] bad = [.. good];
            for (int i = 1 + dice.Next(3); i > 0; i--) bad[dice.Next(bad.Length)] = (byte)dice.Next(256);
            (Stream first, Stream second) = DuplexStreams.Pipes();
            PortConnection connection = store.ConnectPort(new StreamPort(first));
            await second.WriteAsync(bad);
            await second.FlushAsync();
            await second.DisposeAsync();
            Exception? failure = await Record.ExceptionAsync(() => Convergence.In(connection.Completion));
            Assert.True(failure is null or StoreException, $"Seed {seed}: {failure}");
        }
    }

    [Fact]
    public async Task A_length_alone_allocates_nothing()
    {
        const int Claimed = 256 * 1024 * 1024;
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, Claimed);
        byte[] input = [.. Hello(), .. length, 1, 2, 3];
        long before = GC.GetAllocatedBytesForCurrentThread();
        // a stream in memory completes at once, so that all of it runs on this thread
        var port = new StreamPort(new OneWayStream(input), Claimed);
        ValueTask<PortMessage?> receiving = port.ReceiveAsync();
        Assert.True(receiving.IsCompleted);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(StoreErrorCode.ConnectionLost, (await Assert.ThrowsAsync<StoreException>(async () => await receiving)).Code);
        Assert.InRange(allocated, 1, 1024 * 1024);
    }

    [Fact]
    public async Task A_message_past_a_frame_goes_over_in_several_and_an_operation_past_it_is_refused()
    {
        (Stream first, Stream second) = DuplexStreams.Pipes();
        await using var sender = new StreamPort(first);
        await using var receiver = new StreamPort(second, 2048);
        SetOperation[] operations = [.. Enumerable.Range(0, 3000).Select(seq => new SetOperation(Source, seq, 1 + seq / 1000, StorePath.Of("k" + seq), seq))];
        Task sending = sender.SendAsync(new PortMessage(PortMessageKind.Init, operations)).AsTask();
        var received = new List<Operation>();
        int messages = 0;
        for (; received.Count < operations.Length; messages++)
        {
            PortMessage message = Assert.IsType<PortMessage>(await Convergence.In(receiver.ReceiveAsync().AsTask()));
            Assert.Equal(PortMessageKind.Init, message.Kind);
            received.AddRange(message.Operations);
        }

        await Convergence.In(sending);
        Assert.True(messages > 10);
        Assert.Equal(operations.Select(one => (one.Id, one.Ts, one.Value)), received.Cast<SetOperation>().Select(one => (one.Id, one.Ts, one.Value)));
        var large = new SetOperation(Source, 3000, 9, StorePath.Of("x"), new string('x', 3000));
        StoreException thrown = await Assert.ThrowsAsync<StoreException>(async () => await sender.SendAsync(new PortMessage(PortMessageKind.Operations, [large])));
        Assert.Equal((StoreErrorCode.TooLarge, "x", 2048L), (thrown.Code, thrown.Path, thrown.Limit));
    }

    [Fact]
    public async Task Transactions_stay_whole_where_they_fit()
    {
        (Stream first, Stream second) = DuplexStreams.Pipes();
        await using StreamPort sender = new(first), receiver = new(second);
        var other = SourceId.Parse("a");
        Operation[] operations =
        [
            new SetOperation(other, 4, 7, StorePath.Of("x"), 1), new DeleteOperation(Source, 0, 7, StorePath.Of("x")), new DeleteOperation(Source, 1, 7, StorePath.Of("y")),
            new DeleteOperation(Source, 2, 8, StorePath.Of("y")), new DeleteOperation(Source, 5, 8, StorePath.Of("z")),
        ];
        Assert.Equal([1, 2, 1, 1], PortEncoding.Runs(operations).Select(run => run.Count));
        Task sending = sender.SendAsync(new PortMessage(PortMessageKind.Operations, operations)).AsTask();
        PortMessage? message = await Convergence.In(receiver.ReceiveAsync().AsTask());
        await Convergence.In(sending);
        Assert.Equal(operations.Select(one => (one.Id, one.Ts)), message!.Operations.Select(one => (one.Id, one.Ts)));
    }

    private static byte[] Hello(string name = PortEncoding.Name, int version = PortEncoding.Version, int maxFrameBytes = StreamPort.DefaultMaxFrameBytes) => Frame(Packed(writer =>
    {
        writer.WriteArrayHeader(3);
        writer.WriteString(name);
        writer.WriteInt64(version);
        writer.WriteInt64(maxFrameBytes);
    }));

    private static byte[] Message(Transaction transaction) =>
        Frame(Packed(writer => PortEncoding.Write(writer, PortMessageKind.Operations, 1, TransactionEncoding.ToBytes(transaction))));

    private static byte[] Packed(Action<MessagePackWriter> write)
    {
        var writer = new MessagePackWriter();
        write(writer);
        return writer.ToArray();
    }

    private static byte[] Frame(byte[] payload)
    {
        byte[] frame = new byte[4 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length);
        payload.CopyTo(frame, 4);
        return frame;
    }
}
