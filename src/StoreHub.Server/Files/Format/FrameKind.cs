namespace StoreHub.Server.Files.Format;

/// <summary>What a frame of a segment holds (docs/storage.md).</summary>
internal enum FrameKind : byte
{
    /// <summary>A record of history, with its first revision before it.</summary>
    Record = 1,

    /// <summary>Whose a source is; stands before the source's first record.</summary>
    Owner = 2,

    /// <summary>Up to which revision everything before it had become durable when it was written.</summary>
    Mark = 3,
}
