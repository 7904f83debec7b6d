using StoreHub.Operations;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>
/// A connection: what is under way on it, in order in each direction. The client may have given it up while the hub still reads what is
/// left in it.
/// </summary>
internal sealed class SimulatedConnection(SourceId source)
{
    public SourceId Source { get; } = source;

    public Queue<Action<SimulatedHub>> ToHub { get; } = new();

    public Queue<Action<SimulatedClient>> ToClient { get; } = new();

    /// <summary>The session of the source, from the hub; 0 before it was opened.</summary>
    public long Session { get; set; }

    /// <summary>Whether the hub could not store a submission, and its client has not begun again there.</summary>
    public bool IsHalted { get; set; }

    /// <summary>The revision up to which everything was sent; null while a snapshot has to come first.</summary>
    public long? Cursor { get; set; }
}
