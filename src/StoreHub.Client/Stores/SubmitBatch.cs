using System.Buffers;
using System.Text.Json;
using StoreHub.Encodings;
using StoreHub.Json;
using StoreHub.Operations;

namespace StoreHub.Client.Stores;

/// <summary>Gathers transactions into one frame below the hub's limit, so that no frame is ever sent that the hub would answer by closing the connection.</summary>
internal sealed class SubmitBatch(WireProtocol protocol)
{
    /// <summary>What a frame has around its transactions, at most: envelope, store name, invocation id.</summary>
    private const int Envelope = 1024;

    private const int MostTransactions = 2000;

    private readonly ArrayBufferWriter<byte> _json = new();
    private List<Transaction> _transactions = [];
    private int _bytes;

    public int Count => _transactions.Count;

    /// <summary>Adds a transaction if it still fits; the first always does, unless it alone is over the limit.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="maxFrameBytes">The limit.</param>
    /// <param name="size">The frame's size if it held this transaction alone.</param>
    public bool TryAdd(Transaction transaction, int maxFrameBytes, out int size)
    {
        int bytes = Measure(transaction);
        size = bytes + Envelope;
        if (_bytes + size > maxFrameBytes || _transactions.Count == MostTransactions) return false;
        _transactions.Add(transaction);
        _bytes += bytes;
        return true;
    }

    public IReadOnlyList<Transaction> Take()
    {
        List<Transaction> taken = _transactions;
        _transactions = [];
        _bytes = 0;
        return taken;
    }

    private int Measure(Transaction transaction)
    {
        // within the limits when it was written, and so far from an int's end
        if (protocol == WireProtocol.MessagePack) return (int)OperationSize.Of(transaction);
        _json.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(_json);
        TransactionJson.Write(writer, transaction);
        writer.Flush();
        return _json.WrittenCount + 1;
    }
}
