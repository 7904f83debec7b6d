using System.Threading.Channels;
using StoreHub.Client.Tests.Testing;

namespace StoreHub.Client.Tests.Topics;

/// <summary>A subscriber that tests wait for.</summary>
internal sealed class Heard : IDisposable
{
    private readonly Channel<TopicEvent> _events = Channel.CreateUnbounded<TopicEvent>();
    private readonly IDisposable _subscription;

    public Heard(Topic topic) => _subscription = topic.Subscribe(heard => _events.Writer.TryWrite(heard));

    /// <summary>What was heard and nobody has taken.</summary>
    public int Waiting => _events.Reader.Count;

    /// <summary>A subscriber that the hub knows of.</summary>
    public static async Task<Heard> OfAsync(Topic topic)
    {
        var heard = new Heard(topic);
        await topic.WhenSubscribedAsync().WaitAsync(Clients.Patience);
        return heard;
    }

    public Task<TopicEvent> NextAsync() => _events.Reader.ReadAsync().AsTask().WaitAsync(Clients.Patience);

    /// <summary>The values of the next events.</summary>
    public async Task<StoreValue[]> TakeAsync(int count)
    {
        var values = new StoreValue[count];
        for (int i = 0; i < count; i++) values[i] = (await NextAsync()).Value;
        return values;
    }

    public void Dispose() => _subscription.Dispose();
}
