namespace StoreHub.Client;

/// <summary>What a client is to its stores.</summary>
public enum StoreRole
{
    /// <summary>An embedded or secondary participant that reads and writes; the default.</summary>
    Remote,

    /// <summary>The participant that owns the page or product; it reads and writes.</summary>
    Host,

    /// <summary>It reads only; writing throws <see cref="StoreErrorCode.ReaderCannotWrite"/>.</summary>
    Reader,
}
