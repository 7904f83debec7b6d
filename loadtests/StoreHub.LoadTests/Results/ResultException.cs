namespace StoreHub.LoadTests.Results;

/// <summary>A file is no result of a load test.</summary>
internal sealed class ResultException(string message, Exception? inner = null) : Exception(message, inner);
