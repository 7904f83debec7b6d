using StoreHub.Operations;
using StoreHub.Replicas;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Testing;

namespace StoreHub.Server.Tests.Stores;

public sealed class SourceRetentionTests
{
    private static readonly TimeSpan Retention = TimeSpan.FromDays(30);
    private static readonly SourceId A = SourceId.Parse("a"), B = SourceId.Parse("b");

    private readonly ManualTime _time = new();
    private readonly SettledState _state = new();
    private readonly SourceRetention _retention;

    public SourceRetentionTests() => _retention = new SourceRetention(_time, Retention);

    [Fact]
    public void Who_has_not_written_for_long_is_forgotten()
    {
        Write(A);
        _time.Advance(Retention / 2);
        Write(B);
        _time.Advance(Retention / 2);
        Assert.Empty(Look());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([A], Look());
        Assert.Empty(Look(inUse: A));
    }

    [Fact]
    public void Who_left_not_long_ago_is_remembered()
    {
        Write(A);
        _time.Advance(Retention * 2);
        _retention.Leave(A);
        _time.Advance(Retention / 2);
        _retention.Leave(A);
        _time.Advance(Retention / 2);
        Assert.Empty(Look());
        Assert.Equal(1, _retention.Count);
        _time.Advance(Retention / 2);
        Assert.Equal([A], Look());
        Assert.Equal(0, _retention.Count);
    }

    [Fact]
    public void Who_has_voids_above_the_floor_waits_for_it()
    {
        _state.Apply(HistoryRecord.Void(A, 0, 1, 1, 1));
        _time.Advance(Retention * 2);
        Assert.Empty(Look());
        _state.Apply(HistoryRecord.ForFloor(1, 2, 2));
        Assert.Equal([A], Look());
    }

    [Fact]
    public void Looks_are_seldom_and_the_first_leaves_time_to_come_back()
    {
        Assert.False(_retention.IsDue);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(_retention.IsDue);
        Look();
        Assert.False(_retention.IsDue);
        _retention.Asked(hasMore: true);
        Assert.True(_retention.IsDue);
        _retention.Asked(hasMore: false);
        Assert.False(_retention.IsDue);

        var hasty = new SourceRetention(_time, TimeSpan.FromMinutes(16));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(hasty.IsDue);
    }

    [Fact]
    public void One_look_finds_as_many_as_a_record_holds()
    {
        for (int i = 0; i <= HistoryRecord.MaxSources; i++) Write(SourceId.Parse($"s{i}"));
        _time.Advance(Retention * 2);
        Assert.Equal(HistoryRecord.MaxSources, Look().Count);
    }

    private IReadOnlyList<SourceId> Look(SourceId inUse = default) => _retention.Look(_state.Sources, source => source == inUse);

    private void Write(SourceId source)
    {
        double now = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        double ts = Math.Max(now, Math.BitIncrement(_state.LastTs));
        _state.Apply(HistoryRecord.Of(new Transaction([new SetOperation(source, 0, ts, StorePath.Of("k"), 1)], 0), _state.Revision + 1, ts));
    }
}
