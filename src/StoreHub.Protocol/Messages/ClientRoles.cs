namespace StoreHub.Protocol.Messages;

/// <summary>The roles in which a client opens a store.</summary>
public static class ClientRoles
{
    /// <summary>Reads and writes; the application calls it the owner.</summary>
    public const string Host = "host";

    /// <summary>Reads and writes.</summary>
    public const string Remote = "remote";

    /// <summary>Only reads.</summary>
    public const string Reader = "reader";
}
