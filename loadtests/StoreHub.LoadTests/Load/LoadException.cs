namespace StoreHub.LoadTests.Load;

/// <summary>A run that cannot go on.</summary>
internal sealed class LoadException(string message) : Exception(message);
