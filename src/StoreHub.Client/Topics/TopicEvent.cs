namespace StoreHub.Client;

/// <summary>What was published to a topic. Immutable.</summary>
/// <param name="Value">What was published; undefined: nothing is retained any more, if it was published to be retained.</param>
/// <param name="Source">The source that published it.</param>
/// <param name="Time">When the hub took it, by its clock; every event of a store has a later one.</param>
/// <param name="IsRetained">Whether it comes because it is retained: it was published before, or was missed.</param>
/// <param name="Missed">How many events this subscriber missed since the one before, since it took them too slowly.</param>
public sealed record TopicEvent(StoreValue Value, string Source, DateTimeOffset Time, bool IsRetained, long Missed);
