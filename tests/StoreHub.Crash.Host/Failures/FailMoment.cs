namespace StoreHub.Crash.Host.Failures;

/// <summary>When, in relation to a call of the disk.</summary>
internal enum FailMoment
{
    /// <summary>Nothing of it was done.</summary>
    Before,

    /// <summary>A part of the bytes was handed over.</summary>
    Torn,

    /// <summary>It was done, and the hub does not know yet.</summary>
    After,

    /// <summary>Never: from there on the disk says that it did it, and did not.</summary>
    Untrue,
}
