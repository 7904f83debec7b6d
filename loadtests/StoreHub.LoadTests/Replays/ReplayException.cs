namespace StoreHub.LoadTests.Replays;

/// <summary>A replay that cannot go on.</summary>
internal sealed class ReplayException(string message, Exception? inner = null) : Exception(message, inner);
