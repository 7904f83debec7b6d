namespace StoreHub.Core.Tests.Replicas;

/// <summary>What operations travel as.</summary>
internal enum Wire
{
    /// <summary>Themselves.</summary>
    None,

    /// <summary>Our binary encoding.</summary>
    Binary,

    /// <summary>JSON.</summary>
    Json,
}
