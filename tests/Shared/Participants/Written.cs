namespace StoreHub.Tests.Participants;

/// <summary>How far a writer has written a store, at one moment. Immutable.</summary>
/// <param name="Operations">How many operations.</param>
/// <param name="Tokens">How many tokens are pushed; their numbers rise from 0.</param>
/// <param name="Count">What the counter must be.</param>
/// <param name="Keys">The stamp that each key was set to last.</param>
/// <param name="Entries">The same for the map.</param>
/// <param name="Members">Which members the set has.</param>
internal sealed record Written(long Operations, long Tokens, long Count, IReadOnlyList<long> Keys, IReadOnlyList<long> Entries, IReadOnlyList<bool> Members);
