using StoreHub.Protocol.Messages;

namespace StoreHub.Protocol.Wire;

/// <summary>A request, which reaches its method even if it cannot be read.</summary>
internal interface IWireRequest<TSelf> : IWireMessage<TSelf>
    where TSelf : IWireRequest<TSelf>
{
    /// <summary>The request that stands for one that cannot be read.</summary>
    static abstract TSelf Refused(ErrorInfo error);
}
