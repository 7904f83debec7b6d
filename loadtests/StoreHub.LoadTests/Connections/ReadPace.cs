namespace StoreHub.LoadTests.Connections;

/// <summary>How fast a connection reads.</summary>
internal enum ReadPace
{
    /// <summary>As fast as it can.</summary>
    Full,

    /// <summary>A kilobyte ten times a second.</summary>
    Trickle,

    /// <summary>Not at all, once it has joined.</summary>
    Stalled,
}
