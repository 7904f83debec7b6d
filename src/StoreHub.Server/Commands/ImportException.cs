namespace StoreHub.Server.Commands;

/// <summary>A file to be imported is not whole, or does not fit.</summary>
internal sealed class ImportException(long line, string what, Exception? cause = null) : Exception($"Line {line}: {what} Nothing was imported.", cause);
