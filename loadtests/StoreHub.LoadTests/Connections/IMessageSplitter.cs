namespace StoreHub.LoadTests.Connections;

/// <summary>Cuts a stream of bytes into messages. Used by one connection.</summary>
internal interface IMessageSplitter
{
    /// <summary>Takes the next bytes and gives the beginning of each message that ends or is long enough.</summary>
    void Feed(ReadOnlySpan<byte> bytes, IMessageSink sink);
}
