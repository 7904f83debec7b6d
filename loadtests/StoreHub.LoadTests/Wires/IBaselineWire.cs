namespace StoreHub.LoadTests.Wires;

/// <summary>A baseline's wire, for those who write and read operations as well.</summary>
internal interface IBaselineWire : IWire
{
    /// <summary>The message that sends an operation; it is answered by a <see cref="Connections.MessageKind.Completion"/>.</summary>
    ReadOnlyMemory<byte> Write(string store, in NaiveOperation operation, int call);

    /// <summary>Reads an operation of a message that brings one; whole.</summary>
    NaiveOperation ReadOperation(ReadOnlySpan<byte> message);

    /// <summary>Whether an operation that comes is the author's own, which confirms it; never where calls are answered.</summary>
    bool IsOwn(ReadOnlySpan<byte> message, int writer);
}
