namespace StoreHub.LoadTests.Connections;

/// <summary>Takes the messages of a connection, one after the other.</summary>
internal interface IMessageSink
{
    /// <summary>How much of each message is wanted.</summary>
    int Beginning { get; }

    /// <param name="beginning">Its first <see cref="Beginning"/> bytes, or all of it; valid during the call only.</param>
    void Take(ReadOnlySpan<byte> beginning);
}
