namespace StoreHub.Core.Tests.Replicas;

/// <summary>A rule of the hub-less mode that is taken away.</summary>
public enum PeerFault
{
    /// <summary>Operations are applied in the order in which they arrive.</summary>
    OrderOfArrival,

    /// <summary>A source's ts may fall.</summary>
    NoEffectiveTs,

    /// <summary>Operations do not wait for those before them.</summary>
    NoWaiting,

    /// <summary>A repeat takes effect again.</summary>
    RepeatsTakeEffect,

    /// <summary>Sources are compared without regard to case.</summary>
    SourcesIgnoreCase,
}
