using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>What all requests about a topic have.</summary>
public abstract record TopicRequest : HubRequest
{
    private protected TopicRequest()
    {
    }

    /// <summary>The topic's name; not yet checked.</summary>
    /// <value>The default is the empty string, which is no topic's name.</value>
    public string Topic { get; init; } = "";

    /// <summary>Reads a request that only names a topic.</summary>
    private protected static (string Store, string? Channel, string Topic) ReadName(ref FieldReader reader)
    {
        string store = "", topic = "";
        string? channel = null;
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "store": store = reader.String(); break;
                case "channel": channel = reader.String(); break;
                case "topic": topic = reader.String(); break;
                default: reader.Skip(); break;
            }
        }

        return (store, channel, topic);
    }

    /// <summary>Writes what names the topic.</summary>
    private protected void WriteName(FieldWriter writer)
    {
        writer.Write("store", Store);
        writer.Write("channel", Channel);
        writer.Write("topic", Topic);
    }
}
