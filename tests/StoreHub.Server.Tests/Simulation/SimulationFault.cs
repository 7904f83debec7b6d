namespace StoreHub.Server.Tests.Simulation;

/// <summary>A rule of the design that is taken away, to see that the simulation notices.</summary>
public enum SimulationFault
{
    /// <summary>All rules hold.</summary>
    None,

    /// <summary>A refusal is answered, and its seqs count as used, but it gets no record.</summary>
    RefusalNotLogged,

    /// <summary>The overlay is sorted by timestamp in place of seq.</summary>
    OverlayByTs,

    /// <summary>A sort removes the elements and inserts their values anew.</summary>
    SortAsSplice,

    /// <summary>A path whose element is gone falls back to the index.</summary>
    PathFallsBackToIndex,

    /// <summary>Replicas do not forget at the floor's record.</summary>
    FloorOutOfBand,

    /// <summary>Authors that are offline do not hold the floor.</summary>
    FloorIgnoresOffline,

    /// <summary>A base is what its author has settled, not what it had settled when its oldest pending operation was written.</summary>
    BaseIgnoresPending,

    /// <summary>Recovery goes on in the epoch that was.</summary>
    EpochUnchanged,

    /// <summary>A cursor resumes by its revision, whatever its epoch.</summary>
    ResumeIgnoresEpoch,

    /// <summary>A cursor is judged by the end of its own epoch only, not by those of the later ones.</summary>
    OnlyOwnEpochEnds,

    /// <summary>An operation leaves the outbox when it is settled, acknowledged or not.</summary>
    OutboxDroppedWhenSequenced,

    /// <summary>A snapshot cuts the overlay by what the hub has sequenced by now, not by the snapshot's own table.</summary>
    SnapshotCutsByCurrentSeq,

    /// <summary>A snapshot's table has no voids.</summary>
    SnapshotWithoutVoids,

    /// <summary>A snapshot shows what is not durable yet.</summary>
    SnapshotNotDurable,

    /// <summary>A resend is compared with its record timestamp and all.</summary>
    ContentComparedWithTs,

    /// <summary>A void for seqs that history has as a transaction is a conflict.</summary>
    LateVoidConflicts,

    /// <summary>A source goes on when the hub has lost what it had acknowledged of it.</summary>
    SourceKeptAfterLoss,

    /// <summary>The hub forgets a source that is open.</summary>
    OpenSourceForgotten,

    /// <summary>A client that was forgotten sends again what it had sent.</summary>
    ForgottenSendsAgain,

    /// <summary>A client of which nothing was acknowledged does not ask whether it was forgotten.</summary>
    ForgottenAtFirstUnnoticed,

    /// <summary>A client is not told that it was forgotten: for it the hub has lost data.</summary>
    ForgottenTakenForLost,

    /// <summary>Where a part of history is lost, a client takes for lost too what was forgotten.</summary>
    LossHidesForgetting,

    /// <summary>A set gives an array's element a new identity.</summary>
    SetReplacesIdentity,
}
