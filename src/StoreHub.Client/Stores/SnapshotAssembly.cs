using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using StoreHub.Protocol.Messages;
using StoreHub.Replicas;

namespace StoreHub.Client.Stores;

/// <summary>Puts a snapshot together from its chunks, which come in order. Used under the store's lock.</summary>
internal sealed class SnapshotAssembly(WireProtocol protocol)
{
    private readonly ArrayBufferWriter<byte> _data = new();
    private int _next;
    private (string Epoch, long Revision, int Count) _of;

    public void Clear()
    {
        _data.Clear();
        _next = 0;
    }

    /// <summary>
    /// Adds a chunk; gives the state after the last one. A chunk that continues nothing is dropped: it is the rest of what an earlier
    /// opening was sent, and the whole snapshot follows from its chunk 0.
    /// </summary>
    /// <exception cref="FormatException">The whole is no snapshot.</exception>
    public bool Add(SnapshotChunk chunk, [NotNullWhen(true)] out SettledState? snapshot)
    {
        snapshot = null;
        if (chunk.Index == 0)
        {
            Clear();
            _of = (chunk.Epoch, chunk.Revision, chunk.Count);
        }

        if (chunk.Index != _next || (chunk.Epoch, chunk.Revision, chunk.Count) != _of)
        {
            Clear();
            return false;
        }

        _data.Write(chunk.Data.Span);
        if (++_next < chunk.Count) return false;
        snapshot = protocol == WireProtocol.MessagePack ? SettledState.DecodeSnapshot(_data.WrittenSpan) : SettledState.DecodeSnapshotJson(_data.WrittenSpan);
        Clear();
        return snapshot.Revision == chunk.Revision ? true : throw new FormatException($"The snapshot at revision {chunk.Revision} says that it is at {snapshot.Revision}.");
    }
}
