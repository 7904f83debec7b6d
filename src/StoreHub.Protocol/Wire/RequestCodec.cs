using System.Text.Json;
using StoreHub.MessagePack;
using StoreHub.Protocol.Messages;

namespace StoreHub.Protocol.Wire;

/// <summary>Reads requests; one that is well-formed JSON or MessagePack and yet no such request becomes a refused one.</summary>
internal sealed class RequestCodec<T> : MessageCodec<T>
    where T : HubRequest, IWireRequest<T>
{
    /// <inheritdoc/>
    public override object? Read(ref MessagePackReader reader)
    {
        MessagePackReader start = reader;
        try
        {
            return base.Read(ref reader);
        }
        catch (StoreException error)
        {
            reader = start;
            reader.Skip();
            return T.Refused(ErrorInfo.From(error));
        }
        catch (MessagePackFormatException error)
        {
            reader = start;
            reader.Skip();
            return Refused(error.Message);
        }
    }

    /// <inheritdoc/>
    public override T? Read(ref Utf8JsonReader reader)
    {
        Utf8JsonReader start = reader;
        try
        {
            return base.Read(ref reader);
        }
        catch (StoreException error)
        {
            reader = start;
            reader.Skip();
            return T.Refused(ErrorInfo.From(error));
        }
        catch (JsonException error)
        {
            reader = start;
            reader.Skip();
            return Refused(error.Message);
        }
    }

    /// <inheritdoc/>
    protected override T? OfNull() => Refused("it must be an object, not null");

    private static T Refused(string why) =>
        T.Refused(new ErrorInfo { Code = StoreErrorCode.MalformedMessage, Message = $"Malformed message: {why}" });
}
