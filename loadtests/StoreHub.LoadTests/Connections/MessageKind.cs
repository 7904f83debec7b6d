namespace StoreHub.LoadTests.Connections;

/// <summary>What a message is to a connection that only counts.</summary>
internal enum MessageKind
{
    /// <summary>Nothing that counts.</summary>
    Other,

    /// <summary>It brings operations.</summary>
    Operations,

    /// <summary>A call of this connection is answered.</summary>
    Completion,
}
