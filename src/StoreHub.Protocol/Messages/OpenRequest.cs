using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>Opens a store on this connection, or resumes it where <see cref="Cursor"/> is given. Immutable; not yet checked.</summary>
public sealed record OpenRequest : HubRequest, IWireRequest<OpenRequest>
{
    /// <summary>The fewest characters a token has.</summary>
    public const int MinTokenLength = 16;

    /// <summary>The most characters a token has.</summary>
    public const int MaxTokenLength = 128;

    /// <summary>The version of the messages: <see cref="ProtocolVersion.Current"/>.</summary>
    /// <value>The default is 0, which no hub speaks.</value>
    public int Protocol { get; init; }

    /// <summary>One of <see cref="ClientRoles"/>.</summary>
    public string Role { get; init; } = "";

    /// <summary>The source that will write; null for one that only reads.</summary>
    public string? Source { get; init; }

    /// <summary>The source's secret, 16 to 128 characters; it must be given with a source and proves the source on every later opening.</summary>
    public string? Token { get; init; }

    /// <summary>How far the client has settled; null if it has nothing.</summary>
    public Cursor? Cursor { get; init; }

    /// <summary>The settled revision when the oldest pending operation was written.</summary>
    public long Base { get; init; }

    static OpenRequest IWireRequest<OpenRequest>.Refused(ErrorInfo error) => new() { Malformed = error };

    static OpenRequest IWireMessage<OpenRequest>.Read(ref FieldReader reader)
    {
        var message = new OpenRequest();
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "store": message = message with { Store = reader.String() }; break;
                case "channel": message = message with { Channel = reader.String() }; break;
                case "protocol": message = message with { Protocol = reader.Int32() }; break;
                case "role": message = message with { Role = reader.String() }; break;
                case "source": message = message with { Source = reader.String() }; break;
                case "token": message = message with { Token = reader.String() }; break;
                case "cursor": message = message with { Cursor = reader.Object<Cursor>() }; break;
                case "base": message = message with { Base = reader.Int64() }; break;
                default: reader.Skip(); break;
            }
        }

        return message;
    }

    void IWireMessage<OpenRequest>.Write(FieldWriter writer)
    {
        writer.Write("store", Store);
        writer.Write("channel", Channel);
        writer.Write("protocol", Protocol);
        writer.Write("role", Role);
        writer.Write("source", Source);
        writer.Write("token", Token);
        writer.Write("cursor", Cursor);
        writer.Write("base", Base);
    }
}
