using StoreHub.Ordering;
using StoreHub.Protocol.Messages;

namespace StoreHub.Server.Topics;

/// <summary>The topics of a hub that has its stores for itself.</summary>
internal sealed class LocalTopicRelay(TimeProvider time) : ITopicRelay
{
    public ValueTask<ITopicChannel> JoinAsync(string store, ITopicReceiver receiver) => ValueTask.FromResult<ITopicChannel>(new Channel(time, receiver));

    private sealed class Channel(TimeProvider time, ITopicReceiver receiver) : ITopicChannel
    {
        private readonly Lock _gate = new();
        private readonly HybridClock _clock = new(time);

        public ValueTask<double> PublishAsync(EventMessage message, long except)
        {
            lock (_gate)
            {
                message = message with { Time = _clock.Next() };
                receiver.Receive(new TopicEvent(message), except);
                return ValueTask.FromResult(message.Time);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
