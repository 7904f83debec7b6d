using System.Text.Json;

namespace StoreHub.Protocol.Wire;

/// <summary>The messages on SignalR's JSON wire.</summary>
public static class StoreHubJson
{
    /// <summary>Adds StoreHub's messages to what a JSON hub protocol serializes with; the same at hub and client.</summary>
    /// <param name="options">For example <c>AddJsonProtocol(json => StoreHubJson.Configure(json.PayloadSerializerOptions))</c>.</param>
    public static void Configure(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (MessageCodec codec in MessageCodec.All) options.Converters.Add(codec.Converter);
    }
}
