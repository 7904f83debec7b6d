using StoreHub.Encodings;
using StoreHub.Operations;
using StoreHub.Snapshots;
using StoreHub.State;

namespace StoreHub.Replicas;

/// <summary>
/// The fold of a store's history up to a revision: the tree, the source table, the floor and the last timestamp. The same at every
/// participant that holds the same revision. Not safe for several threads.
/// </summary>
public sealed class SettledState
{
    /// <summary>Makes the state of an empty history.</summary>
    public SettledState()
        : this(new StateTree(), new SourceTable(), 0, 0, 0, 0)
    {
    }

    internal SettledState(StateTree tree, SourceTable sources, long revision, long floor, double lastTs, long forgottenAt)
    {
        Tree = tree;
        Sources = sources;
        Revision = revision;
        Floor = floor;
        LastTs = lastTs;
        ForgottenAt = forgottenAt;
    }

    /// <summary>The revision up to which history is folded in; 0: none.</summary>
    public long Revision { get; private set; }

    /// <summary>The timestamp of the last record.</summary>
    public double LastTs { get; private set; }

    /// <summary>The revision at or below which tombstones are forgotten.</summary>
    public long Floor { get; private set; }

    /// <summary>The revision of the last record that forgot sources; 0: none did.</summary>
    public long ForgottenAt { get; private set; }

    /// <summary>What history holds of each source that is not forgotten.</summary>
    public SourceTable Sources { get; }

    /// <summary>How many tombstones wait for the floor.</summary>
    public int TombstoneCount => Tree.Tombstones.Count;

    internal StateTree Tree { get; }

    /// <summary>Folds in the next record.</summary>
    /// <exception cref="InvalidOperationException">It does not follow <see cref="Revision"/> directly.</exception>
    public void Apply(HistoryRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        RequireNext(record);
        for (int i = 0; i < record.Operations.Count; i++) Tree.Apply(record.Operations[i], record.FirstRevision + i, undo: null);
        Advance(record);
    }

    /// <summary>The hash of the visible state's canonical encoding.</summary>
    public StateHash ComputeHash() => StateHash.Of(CanonicalTree.Write(Tree).WrittenSpan);

    /// <summary>The canonical encoding of the visible state.</summary>
    public byte[] ToCanonicalBytes() => CanonicalTree.Write(Tree).ToArray();

    /// <summary>All of this state as MessagePack: order, identities, tombstones and tables as well. Equal states have equal bytes.</summary>
    public byte[] EncodeSnapshot() => SnapshotEncoding.Encode(this);

    /// <summary>Reads a snapshot, however hostile the bytes: what is allocated stays in proportion to them.</summary>
    /// <exception cref="MessagePack.MessagePackFormatException">The bytes are no snapshot, or more than one.</exception>
    /// <exception cref="StoreException">A state that no history leads to.</exception>
    public static SettledState DecodeSnapshot(ReadOnlySpan<byte> bytes) => SnapshotEncoding.Decode(bytes);

    /// <summary>All of this state as JSON in UTF-8; its <c>state</c> is the visible state, for readers that want no more.</summary>
    public byte[] EncodeSnapshotJson() => SnapshotJson.Encode(this);

    /// <summary>Reads a snapshot from JSON, however hostile.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is not JSON, or more follows.</exception>
    /// <exception cref="StoreException">It is no snapshot, or a state that no history leads to.</exception>
    public static SettledState DecodeSnapshotJson(ReadOnlySpan<byte> utf8) => SnapshotJson.Decode(utf8);

    /// <summary>A deep copy of the visible state.</summary>
    public StoreValue ToValue() => NodeCopy.Copy(new StoreValue(Tree.Root));

    internal void RequireNext(HistoryRecord record)
    {
        if (record.FirstRevision != Revision + 1)
            throw new InvalidOperationException($"The record at revision {record.FirstRevision} does not follow revision {Revision}.");
    }

    /// <summary>Moves revision, tables and floor past a record whose operations are in the tree already.</summary>
    internal void Advance(HistoryRecord record)
    {
        Revision = record.LastRevision;
        LastTs = record.Ts;
        Sources.Apply(record);
        if (record.Kind == RecordKind.Forget) ForgottenAt = record.LastRevision;
        if (record.Kind != RecordKind.Floor || record.Floor <= Floor) return;
        Floor = record.Floor;
        Tree.Tombstones.Forget(Floor);
    }
}
