using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>
/// What was published to a topic. On the JSON wire <c>value</c> is the value, on the MessagePack wire <c>data</c> is binary: its own encoding.
/// Immutable.
/// </summary>
public sealed record EventMessage : IWireMessage<EventMessage>
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }

    /// <summary>The subscription's channel; null if it has none.</summary>
    public string? Channel { get; init; }

    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>What was published.</summary>
    public required EncodedValue Value { get; init; }

    /// <summary>When the hub took it, in milliseconds since the Unix epoch; every event of a store has a later one.</summary>
    public required double Time { get; init; }

    /// <summary>The source that published it.</summary>
    public required string Source { get; init; }

    /// <summary>Whether it was published to be retained.</summary>
    public bool Retain { get; init; }

    /// <summary>Whether it comes because it is retained: it was published before, or was missed.</summary>
    public bool Retained { get; init; }

    /// <summary>How many events of the topic this subscriber missed since the one before, since it took them too slowly.</summary>
    public long Missed { get; init; }

    static EventMessage IWireMessage<EventMessage>.Read(ref FieldReader reader)
    {
        string? store = null;
        string? channel = null;
        string? topic = null;
        EncodedValue? value = null;
        double? time = null;
        string? source = null;
        bool retain = false;
        bool retained = false;
        long missed = 0;
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "store": store = reader.String(); break;
                case "channel": channel = reader.String(); break;
                case "topic": topic = reader.String(); break;
                case "time": time = reader.Double(); break;
                case "source": source = reader.String(); break;
                case "retain": retain = reader.Boolean(); break;
                case "retained": retained = reader.Boolean(); break;
                case "missed": missed = reader.Int64(); break;
                case not null when ValueBytes.IsNext(reader): value = ValueBytes.Read(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return new EventMessage
        {
            Store = store ?? throw reader.Missing("store"),
            Channel = channel,
            Topic = topic ?? throw reader.Missing("topic"),
            Value = value ?? ValueBytes.Missing(reader),
            Time = time ?? throw reader.Missing("time"),
            Source = source ?? throw reader.Missing("source"),
            Retain = retain,
            Retained = retained,
            Missed = missed,
        };
    }

    void IWireMessage<EventMessage>.Write(FieldWriter writer)
    {
        writer.Write("store", Store);
        writer.Write("channel", Channel);
        writer.Write("topic", Topic);
        ValueBytes.Write(writer, Value);
        writer.Write("time", Time);
        writer.Write("source", Source);
        writer.WriteIfTrue("retain", Retain);
        writer.WriteIfTrue("retained", Retained);
        if (Missed > 0) writer.Write("missed", Missed);
    }
}
