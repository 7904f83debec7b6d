namespace StoreHub.Client.Persistence;

/// <summary>Whom a journal is about; called by its writer, never under the writer's lock.</summary>
internal interface IJournalOwner
{
    /// <summary>More is on disk.</summary>
    void OnKept();

    /// <summary>The disk fails, and why; or, with null, works again.</summary>
    void OnFailureChanged(Exception? failure);

    /// <summary>The journal is larger than it need be.</summary>
    void OnCompactionFailed(Exception failure);

    /// <summary>All that is to be kept; calls <see cref="JournalWriter.StartAnew"/> while nothing can be added.</summary>
    IReadOnlyList<JournalEntry> Capture();
}
