namespace StoreHub.LoadTests.Traces;

/// <summary>A file is no trace, or a trace says what cannot be.</summary>
internal sealed class TraceException(string message, Exception? inner = null) : Exception(message, inner);
