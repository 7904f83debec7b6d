namespace StoreHub.Ports;

/// <summary>What a <see cref="PortMessage"/> carries. The numbers are those of the binary encoding.</summary>
public enum PortMessageKind
{
    /// <summary>The sender's whole log, or a part of it.</summary>
    Init = 0,

    /// <summary>Operations that took their place at the sender since.</summary>
    Operations = 1,
}
