using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>
/// An event for those who have a topic of a store subscribed now; it is kept nowhere unless it is retained. On the JSON wire <c>value</c> is the
/// value, on the MessagePack wire <c>data</c> is binary: its own encoding. Immutable; not yet checked.
/// </summary>
public sealed record PublishRequest : TopicRequest, IWireRequest<PublishRequest>
{
    /// <summary>What is published.</summary>
    /// <value>The default is null.</value>
    public EncodedValue Value { get; init; } = new(StoreValue.Null);

    /// <summary>Whether later subscribers get it, until another one takes its place; with undefined they get nothing any more.</summary>
    public bool Retain { get; init; }

    /// <summary>Whether the publishing subscription of the store gets it as well, if it has the topic subscribed.</summary>
    public bool Echo { get; init; }

    static PublishRequest IWireRequest<PublishRequest>.Refused(ErrorInfo error) => new() { Malformed = error };

    static PublishRequest IWireMessage<PublishRequest>.Read(ref FieldReader reader)
    {
        var message = new PublishRequest();
        EncodedValue? value = null;
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "store": message = message with { Store = reader.String() }; break;
                case "channel": message = message with { Channel = reader.String() }; break;
                case "topic": message = message with { Topic = reader.String() }; break;
                case "retain": message = message with { Retain = reader.Boolean() }; break;
                case "echo": message = message with { Echo = reader.Boolean() }; break;
                case not null when ValueBytes.IsNext(reader): value = ValueBytes.Read(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return message with { Value = value ?? ValueBytes.Missing(reader) };
    }

    void IWireMessage<PublishRequest>.Write(FieldWriter writer)
    {
        WriteName(writer);
        ValueBytes.Write(writer, Value);
        writer.WriteIfTrue("retain", Retain);
        writer.WriteIfTrue("echo", Echo);
    }
}
