using StoreHub.Operations;
using StoreHub.Ports;

namespace StoreHub.Core.Tests.Ports;

/// <summary>Whole stores joined by ports, written to from several threads at once.</summary>
public sealed class StorePortTests
{
    public enum Link
    {
        Memory,
        Scrambled,
        Pipes,
        SmallFrames,
        Tcp,
    }

    public static TheoryData<Link> Links => [.. Enum.GetValues<Link>()];

    [Theory]
    [MemberData(nameof(Links))]
    public async Task Two_stores_converge_from_what_each_had_and_gets(Link link)
    {
        using Store a = Create("a"), b = Create("b");
        RandomWriter.Furnish(a);
        RandomWriter.Write(a, 1, 200);
        b["mine"].Value = 1;
        await using PortConnection there = await JoinAsync(a, b, link, 1);
        await WriteAllAsync([a, b], 300);
        await Convergence.ReachAsync(a, b);
        Assert.Equal(1, b["mine"].Value.AsNumber());
    }

    [Theory]
    [InlineData(Link.Memory)]
    [InlineData(Link.Scrambled)]
    [InlineData(Link.Tcp)]
    public async Task A_chain_converges(Link link)
    {
        Store[] stores = [Create("a"), Create("b"), Create("c")];
        RandomWriter.Furnish(stores[0]);
        await using PortConnection first = await JoinAsync(stores[0], stores[1], link, 2), second = await JoinAsync(stores[1], stores[2], link, 3);
        await WriteAllAsync(stores, 200);
        await Convergence.ReachAsync(stores);
        Dispose(stores);
    }

    [Fact]
    public async Task A_ring_with_a_star_in_it_converges_and_falls_silent()
    {
        Store[] stores = [.. Enumerable.Range(0, 5).Select(i => Create("s" + i))];
        RandomWriter.Furnish(stores[0]);
        var counts = new List<CountingPort>();
        for (int i = 0; i < 5; i++) Join(stores[i], stores[(i + 1) % 5]);
        for (int i = 2; i < 4; i++) Join(stores[0], stores[i]);
        await WriteAllAsync(stores, 60);
        await Convergence.ReachAsync(stores);
        // each store sends each operation at most once to each of its ports, and some few again with the first message
        int operations = stores[0].Log.Count;
        Assert.All(counts, count => Assert.InRange(count.Operations, 0, operations * 2));
        Dispose(stores);

        void Join(Store one, Store other)
        {
            (IStorePort there, IStorePort back) = PortPair.Create();
            counts.AddRange([new CountingPort(there), new CountingPort(back)]);
            one.ConnectPort(counts[^2]);
            other.ConnectPort(counts[^1]);
        }
    }

    [Fact]
    public async Task A_store_that_joins_again_gets_what_it_missed()
    {
        using Store a = Create("a"), b = Create("b");
        RandomWriter.Furnish(a);
        await using (await JoinAsync(a, b, Link.Memory, 4)) await Convergence.ReachAsync(a, b);
        await WriteAllAsync([a, b], 50);
        await using PortConnection again = await JoinAsync(a, b, Link.Pipes, 5);
        await Convergence.ReachAsync(a, b);
    }

    [Fact]
    public async Task Disconnecting_ends_both_sides_without_an_error()
    {
        using Store a = Create("a"), b = Create("b");
        foreach (Link link in (Link[])[Link.Memory, Link.Pipes, Link.Tcp])
        {
            (IStorePort there, IStorePort back) = await PortsAsync(link, 6);
            PortConnection one = a.ConnectPort(there), other = b.ConnectPort(back);
            await Convergence.ReachAsync(a, b);
            await one.DisposeAsync();
            await Convergence.In(one.Completion);
            await Convergence.In(other.Completion);
            Assert.True(a.Ports.IsEmpty);
        }
    }

    [Fact]
    public async Task Disposing_a_store_closes_its_ports()
    {
        using Store b = Create("b");
        Store a = Create("a");
        (IStorePort there, IStorePort back) = PortPair.Create();
        PortConnection one = a.ConnectPort(there), other = b.ConnectPort(back);
        await Convergence.ReachAsync(a, b);
        a.Dispose();
        await Convergence.In(one.Completion);
        await Convergence.In(other.Completion);
        Assert.Throws<ObjectDisposedException>(() => a.ConnectPort(there));
        b["x"].Value = 1;
    }

    [Fact]
    public async Task What_comes_below_the_watermark_closes_the_port_and_harms_nothing_else()
    {
        using Store a = Create("a"), b = Create("b"), c = Create("c");
        a["late"].Value = 1;
        await using PortConnection stays = await JoinAsync(b, c, Link.Memory, 7);
        await Convergence.ReachAsync(b, c);
        b.SettleThrough(b.Log[^1].Ts + 1e9);
        (IStorePort there, IStorePort back) = PortPair.Create();
        PortConnection one = a.ConnectPort(there), other = b.ConnectPort(back);
        Assert.Equal(StoreErrorCode.InvalidTimestamp, (await Convergence.FailureOf(other)).Code);
        await Convergence.In(one.Completion);
        Assert.False(b["late"].Exists);
        b["y"].Value = 3;
        await SeesAsync(c, "y");
        Assert.False(stays.Completion.IsCompleted);
    }

    [Fact]
    public async Task An_operation_past_the_stores_limits_closes_the_port()
    {
        using Store a = Create("a");
        (IStorePort there, IStorePort back) = PortPair.Create();
        PortConnection connection = a.ConnectPort(there);
        SourceId source = SourceId.Parse("b");
        Operation good = new SetOperation(source, 0, 1, StorePath.Of("good"), 1), bad = new SetOperation(source, 1, 1, StorePath.Of("__proto__"), 1);
        await back.SendAsync(new PortMessage(PortMessageKind.Operations, [good]));
        await back.SendAsync(new PortMessage(PortMessageKind.Operations, [new SetOperation(source, 1, 1, StorePath.Of("x"), 1), bad]));
        Assert.Equal(StoreErrorCode.ForbiddenKey, (await Convergence.FailureOf(connection)).Code);
        Assert.Equal([good], a.Log);
    }

    [Fact]
    public async Task Subscribers_hear_of_what_comes_in_once_per_message()
    {
        using Store a = Create("a"), b = Create("b");
        a.Batch(() => { a["x"].Value = 1; a["y"].Value = 2; });
        var heard = new TaskCompletionSource<(bool X, bool Y)>();
        using IDisposable watch = b.Subscribe(_ => heard.TrySetResult((b["x"].Exists, b["y"].Exists)));
        await using PortConnection connection = await JoinAsync(a, b, Link.Pipes, 8);
        Assert.Equal((true, true), await Convergence.In(heard.Task));
    }

    private static Store Create(string source) => Store.Create(new StoreOptions { Source = source });

    private static async Task SeesAsync(Store store, string key)
    {
        var seen = new TaskCompletionSource();
        using IDisposable watch = store.Subscribe(StorePath.Of(key), _ => seen.TrySetResult());
        if (!store[key].Exists) await Convergence.In(seen.Task);
    }

    private static async Task<PortConnection> JoinAsync(Store one, Store other, Link link, long seed)
    {
        (IStorePort there, IStorePort back) = await PortsAsync(link, seed);
        other.ConnectPort(back);
        return one.ConnectPort(there);
    }

    private static async Task<(IStorePort There, IStorePort Back)> PortsAsync(Link link, long seed)
    {
        (IStorePort there, IStorePort back) = PortPair.Create();
        if (link == Link.Memory) return (there, back);
        if (link == Link.Scrambled) return (new ScramblingPort(there, seed), new ScramblingPort(back, seed + 1000));
        (Stream first, Stream second) = link == Link.Tcp ? await DuplexStreams.TcpAsync() : DuplexStreams.Pipes();
        return link == Link.SmallFrames
            ? (new StreamPort(first, 8192), new StreamPort(second, 4 * 8192))
            : (new StreamPort(first), new StreamPort(second));
    }

    private static Task WriteAllAsync(Store[] stores, int writes) =>
        Task.WhenAll(stores.Select((store, i) => Task.Run(async () =>
        {
            // the last of what RandomWriter.Furnish writes
            await SeesAsync(store, "n");
            RandomWriter.Write(store, 100 + i, writes);
        })));

    private static void Dispose(Store[] stores)
    {
        foreach (Store store in stores) store.Dispose();
    }
}
