namespace StoreHub.Client.Stores;

/// <summary>What became of a source at the hub.</summary>
internal enum SourceFate
{
    /// <summary>The hub knows what it acknowledged of it.</summary>
    Known,

    /// <summary>Somebody else has written under it.</summary>
    Taken,

    /// <summary>An earlier life under it had sent more than it could keep: what was written since has seqs that are in history already.</summary>
    Outrun,

    /// <summary>The hub lost what it had acknowledged.</summary>
    Lost,

    /// <summary>The hub forgot it after a long absence: what it had acknowledged stands.</summary>
    Forgotten,

    /// <summary>It is lost or forgotten: the hub has lost a part of history, and has forgotten sources.</summary>
    LostOrForgotten,
}
