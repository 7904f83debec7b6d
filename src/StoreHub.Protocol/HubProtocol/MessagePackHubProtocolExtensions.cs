using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace StoreHub.Protocol.HubProtocol;

/// <summary>Adds the protocol.</summary>
public static class MessagePackHubProtocolExtensions
{
    /// <summary>Adds the <c>messagepack</c> hub protocol; adding it twice adds it once.</summary>
    /// <typeparam name="TBuilder">The builder of a hub (<c>AddSignalR()</c>) or of a connection (<c>HubConnectionBuilder</c>).</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddStoreHubMessagePack<TBuilder>(this TBuilder builder)
        where TBuilder : ISignalRBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHubProtocol, MessagePackHubProtocol>());
        return builder;
    }
}
