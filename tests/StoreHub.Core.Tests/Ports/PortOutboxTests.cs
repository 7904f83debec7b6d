using StoreHub.Core.Tests.Reference;
using StoreHub.Operations;
using StoreHub.Ports;

namespace StoreHub.Core.Tests.Ports;

public sealed class PortOutboxTests
{
    private readonly Author _a = new("a");
    private readonly PortOutbox _outbox = new();

    [Fact]
    public async Task The_whole_log_comes_first_and_then_what_was_added()
    {
        _outbox.Add([Next()]);
        Assert.Null(_outbox.Take());
        Operation[] operations = [Next(), Next(), Next()];
        _outbox.Add(operations[..2]);
        _outbox.Add(operations[2..]);
        await Convergence.In(_outbox.WaitAsync(default).AsTask());
        Assert.Equal(operations, _outbox.Take());
        Assert.Equal([], _outbox.Take());
    }

    [Fact]
    public async Task What_a_slow_receiver_leaves_behind_gives_way_to_the_whole_log()
    {
        _outbox.Take();
        Operation[] many = [.. Enumerable.Range(0, PortOutbox.Capacity).Select(_ => Next())];
        _outbox.Add(many);
        _outbox.Add([Next()]);
        _outbox.Add([Next()]);
        await Convergence.In(_outbox.WaitAsync(default).AsTask());
        Assert.Null(_outbox.Take());
        Assert.Equal([], _outbox.Take());
        _outbox.Add([Next()]);
        Assert.Single(_outbox.Take()!);
    }

    private SetOperation Next() => _a.Set(StorePath.Of("x"), 1);
}
