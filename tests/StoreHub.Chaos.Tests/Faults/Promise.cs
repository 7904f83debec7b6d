namespace StoreHub.Chaos.Tests.Faults;

/// <summary>What may come of a fault, as docs/operations.md has it.</summary>
internal enum Promise
{
    /// <summary>Nothing that was acknowledged is lost, and nobody is told that it is.</summary>
    NothingLost,

    /// <summary>Nothing that was acknowledged is lost, since the hubs that live put it back; a client that comes to another hub before that may be told that it is.</summary>
    PutBack,

    /// <summary>What is lost, its author is told of.</summary>
    LossTold,

    /// <summary>All is lost, and told, and the round ends.</summary>
    AllLost,
}
