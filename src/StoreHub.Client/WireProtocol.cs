namespace StoreHub.Client;

/// <summary>Which of SignalR's wire protocols a client speaks.</summary>
public enum WireProtocol
{
    /// <summary><c>messagepack</c>: compact; the default.</summary>
    MessagePack,

    /// <summary><c>json</c>: readable.</summary>
    Json,
}
