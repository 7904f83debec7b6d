using StoreHub.Server.Logs;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Redis;

/// <summary>Keeps snapshots in Redis, beside the logs, in pieces: one long value would hold up everybody while it is sent. Safe for any thread.</summary>
internal sealed class RedisSnapshotStore(RedisBackplane backplane) : ISnapshotStore
{
    private const int PieceBytes = 1 << 20;
    private static readonly TimeSpan StagedFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan MakerLease = TimeSpan.FromSeconds(30);

    public async ValueTask<StoredSnapshot?> LoadAsync(StoreName name, CancellationToken cancellationToken = default)
    {
        RedisKeys keys = KeysOf(name);
        while (true)
        {
            SnapshotId? id = null;
            var pieces = new List<byte[]>();
            int count = 1;
            for (int i = 0; i < count; i++)
            {
                IReadOnlyList<RedisReply> reply = await backplane.Reading.RunAsync(RedisScript.Load, [keys.Snapshot], [Piece(i)], cancellationToken).ConfigureAwait(false);
                if (reply[0].Text == "none") return null;
                var found = new SnapshotId(reply[1].Text, reply[2].Integer);
                // another one took its place between two pieces
                if ((id ??= found) != found) break;
                count = (int)reply[3].Integer;
                pieces.Add(reply[4].Bytes);
            }

            if (pieces.Count == count) return new StoredSnapshot(id!.Value, pieces.Count == 1 ? pieces[0] : [.. pieces.SelectMany(static piece => piece)]);
        }
    }

    public async ValueTask<SnapshotId?> FindAsync(StoreName name, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<RedisReply> id = (await backplane.Reading.SendAsync("HMGET", cancellationToken, new KeyName(KeysOf(name).Snapshot), "epoch", "revision").ConfigureAwait(false)).Items;
        return id[0].IsNull ? null : new SnapshotId(id[0].Text, id[1].Integer);
    }

    public async ValueTask<(bool IsTaken, SnapshotId? Latest)> ReserveAsync(StoreName name, SnapshotId? known, CancellationToken cancellationToken = default)
    {
        SnapshotId? latest = await FindAsync(name, cancellationToken).ConfigureAwait(false);
        if (latest != known) return (false, latest);
        RedisReply taken = await backplane.Reading
            .SendAsync("SET", cancellationToken, new KeyName(KeysOf(name).Maker), "1", "NX", "PX", RecordArguments.Text((long)MakerLease.TotalMilliseconds)).ConfigureAwait(false);
        return (!taken.IsNull, latest);
    }

    public async ValueTask<bool> SaveAsync(StoreName name, StoredSnapshot snapshot, SnapshotId? replaces, CancellationToken cancellationToken = default)
    {
        RedisKeys keys = KeysOf(name);
        string staged = keys.Staged(EpochLineage.NewEpoch());
        int count = await StagePiecesAsync(backplane.Reading, staged, snapshot.Content, cancellationToken).ConfigureAwait(false);
        object[] arguments = [replaces?.Epoch ?? "", replaces is { } before ? RecordArguments.Text(before.Revision) : "", snapshot.Id.Epoch, RecordArguments.Text(snapshot.Id.Revision), RecordArguments.Text(count)];
        bool saved = (await backplane.Reading.RunAsync(RedisScript.Save, [keys.Meta, keys.Snapshot, staged], arguments, cancellationToken).ConfigureAwait(false))[1].Integer == 1;
        await backplane.Reading.SendAsync("DEL", cancellationToken, new KeyName(keys.Maker)).ConfigureAwait(false);
        return saved;
    }

    public async ValueTask DeleteAsync(StoreName name, CancellationToken cancellationToken = default) =>
        await backplane.Reading.SendAsync("DEL", cancellationToken, new KeyName(KeysOf(name).Snapshot)).ConfigureAwait(false);

    /// <summary>Writes a whole snapshot, but for its epoch, where it is moved into place from.</summary>
    /// <returns>How many fields it has.</returns>
    public static async ValueTask<int> StageAsync(RedisLane lane, string staged, ReadOnlyMemory<byte> content, long revision, CancellationToken cancellationToken)
    {
        int count = await StagePiecesAsync(lane, staged, content, cancellationToken).ConfigureAwait(false);
        await lane.SendAsync("HSET", cancellationToken, new KeyName(staged), "revision", RecordArguments.Text(revision), "pieces", RecordArguments.Text(count)).ConfigureAwait(false);
        return count + 2;
    }

    private static async ValueTask<int> StagePiecesAsync(RedisLane lane, string staged, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        int count = Math.Max(1, (content.Length + PieceBytes - 1) / PieceBytes);
        for (int i = 0; i < count; i++)
        {
            int start = i * PieceBytes;
            await lane.SendAsync("HSET", cancellationToken, new KeyName(staged), Piece(i), content.Slice(start, Math.Min(PieceBytes, content.Length - start)).ToArray()).ConfigureAwait(false);
            // what is left by a hub that died in the middle goes by itself
            if (i == 0) await lane.SendAsync("PEXPIRE", cancellationToken, new KeyName(staged), RecordArguments.Text((long)StagedFor.TotalMilliseconds)).ConfigureAwait(false);
        }

        return count;
    }

    private static string Piece(int index) => $"piece{RecordArguments.Text(index)}";

    private RedisKeys KeysOf(StoreName name) => new(backplane.Options.Prefix, name);
}
