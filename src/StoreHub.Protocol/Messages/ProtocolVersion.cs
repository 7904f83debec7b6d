namespace StoreHub.Protocol.Messages;

/// <summary>The version of StoreHub's messages (docs/protocol.md), named in the first one.</summary>
public static class ProtocolVersion
{
    /// <summary>The version spoken here: 1.</summary>
    public const int Current = 1;
}
