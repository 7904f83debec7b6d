namespace StoreHub.Server.Files.Disks;

/// <summary>A file that is open to be appended to, by one thread at a time. After a failure it is not to be used any more, only disposed of.</summary>
internal interface IDiskFile : IDisposable
{
    /// <summary>Hands bytes to the system, behind those before; they are not durable yet.</summary>
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Makes all that was appended durable.</summary>
    void Sync();
}
