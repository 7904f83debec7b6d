namespace StoreHub.Server.Logs;

/// <summary>What became of a submission.</summary>
public enum AppendKind
{
    /// <summary>It is new and has revisions now.</summary>
    Appended,

    /// <summary>It has revisions since an earlier submission; as it is, or as the void that came before or instead.</summary>
    Repeat,

    /// <summary>Its seqs are known with other content, or known only in part. Nothing was done.</summary>
    Conflict,

    /// <summary>Its first seq is past the one expected. Nothing was done.</summary>
    Gap,

    /// <summary>A newer session has the source. Nothing was done.</summary>
    Superseded,
}
