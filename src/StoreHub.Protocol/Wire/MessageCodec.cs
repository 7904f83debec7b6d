using System.Collections.Frozen;
using StoreHub.MessagePack;
using StoreHub.Protocol.Messages;

namespace StoreHub.Protocol.Wire;

/// <summary>Reads and writes messages whose type is known only when they come.</summary>
internal abstract class MessageCodec
{
    private static readonly FrozenDictionary<Type, MessageCodec> Codecs = new MessageCodec[]
    {
        new RequestCodec<OpenRequest>(), new RequestCodec<SubmitRequest>(), new RequestCodec<ReportRequest>(),
        new RequestCodec<StatusRequest>(), new RequestCodec<CloseRequest>(),
        new MessageCodec<OpenResult>(), new MessageCodec<SubmitResult>(), new MessageCodec<ReportResult>(),
        new MessageCodec<StatusResult>(), new MessageCodec<CloseResult>(),
        new RequestCodec<PublishRequest>(), new RequestCodec<SubscribeRequest>(), new RequestCodec<UnsubscribeRequest>(),
        new MessageCodec<PublishResult>(), new MessageCodec<SubscribeResult>(), new MessageCodec<UnsubscribeResult>(), new MessageCodec<EventMessage>(),
        new MessageCodec<RecordsMessage>(), new MessageCodec<SnapshotChunk>(), new MessageCodec<AckMessage>(), new MessageCodec<ClosedMessage>(),
    }.ToFrozenDictionary(codec => codec.Type);

    /// <summary>All there are.</summary>
    public static IEnumerable<MessageCodec> All => Codecs.Values;

    /// <summary>The type of the messages.</summary>
    public abstract Type Type { get; }

    /// <summary>The converter of the JSON wire.</summary>
    public abstract System.Text.Json.Serialization.JsonConverter Converter { get; }

    /// <summary>The codec of a type; null if it is none of ours.</summary>
    public static MessageCodec? Of(Type type) => Codecs.GetValueOrDefault(type);

    /// <summary>Reads one message, or null from nil.</summary>
    /// <exception cref="StoreException">A field is missing or of another type.</exception>
    public abstract object? Read(ref MessagePackReader reader);

    /// <summary>Writes one message.</summary>
    public abstract void Write(MessagePackWriter writer, object message);
}
