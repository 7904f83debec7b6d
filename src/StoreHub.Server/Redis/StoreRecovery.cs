using System.Buffers.Binary;
using StoreHub.Operations;
using StoreHub.Replicas;
using StoreHub.Server.Logs;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Redis;

/// <summary>
/// Finds out what there is of a store, and makes it whole: a log whose server restarted, or that lost something, gets a new epoch by compare-and-set,
/// and what this hub remembers beyond its end, with the revisions it had; one that is gone is made anew from what this hub remembers. Of several hubs
/// that try, one does it; what the others remember beyond is appended again, with new revisions.
/// </summary>
internal sealed class StoreRecovery(RedisLogServices services)
{
    private const int MostAttempts = 20;
    private static readonly TimeSpan StagedFor = TimeSpan.FromMinutes(10);

    /// <summary>Opens or makes it.</summary>
    /// <param name="name">The store.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="remembered">What this hub remembers; null if nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationLogException">It is damaged, and this hub does not remember it.</exception>
    public async ValueTask<OpenedStore> OpenAsync(StoreName name, RedisKeys keys, RememberedStore? remembered, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            StoreLook look = await LookAsync(keys, remembered?.Epoch, cancellationToken).ConfigureAwait(false);
            if (look.IsDeleted) remembered = null;
            if (look.IsSound && !Continues(look, remembered) && !Replaces(look, remembered))
                return new OpenedStore(look.Epoch!, look.Ends, look.TrimmedThrough, LostOf(name, look, remembered));
            await ChangeAsync(name, keys, look, remembered, cancellationToken).ConfigureAwait(false);
        }

        throw new LogUnavailableException($"The log of {name} is changed by other hubs at every look.");
    }

    /// <summary>Whether this hub has records of the very epoch that the log does not have.</summary>
    private static bool Continues(StoreLook look, RememberedStore? remembered) =>
        remembered is not null && look.Epoch == remembered.Epoch && remembered.Memory.LastRevision > look.LastRevision;

    /// <summary>
    /// Whether it is such a log whose end lies before what this hub has records of: it trimmed them when their snapshot was saved, and Redis lost that
    /// snapshot as well.
    /// </summary>
    private static bool IsBeforeTail(StoreLook look, RememberedStore? remembered) =>
        Continues(look, remembered) && look.LastRevision < remembered!.Memory.TrimmedThrough;

    /// <summary>Whether an empty store stands where this hub remembers one: somebody opened it before the log was put back.</summary>
    private static bool Replaces(StoreLook look, RememberedStore? remembered) =>
        remembered is not null && look.LastRevision == 0 && look.ValidThrough(remembered.Epoch) < 0 && remembered.Memory.LastRevision > 0;

    private IReadOnlyList<HistoryRecord> LostOf(StoreName name, StoreLook look, RememberedStore? remembered)
    {
        if (remembered is null) return [];
        long cut = look.ValidThrough(remembered.Epoch);
        if (cut >= 0) return [.. remembered.Memory.Tail.Where(record => record.FirstRevision > cut)];
        RedisLog.MemoryLost(services.Logger, name.ToString(), remembered.Memory.LastRevision);
        return [];
    }

    private async ValueTask<StoreLook> LookAsync(RedisKeys keys, string? rememberedEpoch, CancellationToken cancellationToken) =>
        StoreLook.Of(await services.Backplane.Reading.RunAsync(RedisScript.Open, keys.All, [rememberedEpoch ?? ""], cancellationToken).ConfigureAwait(false));

    private async ValueTask ChangeAsync(StoreName name, RedisKeys keys, StoreLook look, RememberedStore? remembered, CancellationToken cancellationToken)
    {
        string epoch = EpochLineage.NewEpoch();
        bool isFresh = look.Epoch is null && remembered is null;
        // a log that is there, and of which nothing is missing, goes on; of all others only what this hub remembers can be trusted
        bool isAnew = look.Epoch is null || !look.IsWhole || Replaces(look, remembered) || IsBeforeTail(look, remembered);
        if ((isFresh && look.HasRemains) || (isAnew && !isFresh && remembered is null))
            throw new OperationLogException($"What Redis has of {name} is damaged: some of it is missing, and no hub remembers it.");
        if (isAnew && remembered is not null && look.Epoch is not null && look.Epoch != remembered.Epoch && !Replaces(look, remembered))
            throw new OperationLogException($"What Redis has of {name} is damaged: some of it is missing, and this hub remembers it only as it was before.");
        // after a wait all may be different
        if (isFresh && await services.Backplane.WhenPutBackAsync(cancellationToken).ConfigureAwait(false)) return;
        string token = EpochLineage.NewEpoch();
        StoreMemory? memory = remembered?.Memory;
        var arguments = new List<object>
        {
            look.Epoch ?? "", "recovery", RecordArguments.Text(look.LastRevision), keys.Channel, epoch, StoreLook.Write(Ends(look, remembered, isAnew)), isAnew ? "1" : "0",
            RecordArguments.Text(isAnew && memory is not null ? memory.TrimmedThrough : 0), RecordArguments.Text(isAnew && memory is not null ? memory.State.Floor : 0),
            isAnew && memory is not null ? Bytes(memory.State.LastTs) : "",
        };
        if (isAnew && remembered is not null) await StageAsync(keys, token, remembered, cancellationToken).ConfigureAwait(false);
        long after = isAnew ? memory?.TrimmedThrough ?? 0 : look.LastRevision;
        if (memory is not null && (isAnew || look.Epoch == remembered!.Epoch))
        {
            foreach (HistoryRecord record in memory.Tail.Where(record => record.FirstRevision > after)) RecordArguments.Add(arguments, record);
        }

        IReadOnlyList<RedisReply> reply = await services.Backplane.Reading
            .RunAsync(RedisScript.Recover, [.. keys.All, keys.Staged(token), keys.Staged(token) + ":snapshot"], arguments, cancellationToken).ConfigureAwait(false);
        if (reply[0].Text != "ok" || isFresh) return;
        RedisLog.Recovered(services.Logger, name.ToString(), epoch, reply[1].Integer, Why(look));
    }

    private static string Why(StoreLook look) =>
        look.Epoch is null ? "it was gone, and is made anew from what this hub remembers."
        : !look.IsWhole ? "records were missing, and it is made anew from what this hub remembers."
        : look.IsSameServer ? "it had lost its end."
        : "Redis restarted, or is another server.";

    private static EpochEnd[] Ends(StoreLook look, RememberedStore? remembered, bool isAnew)
    {
        if (!isAnew)
        {
            long last = remembered is not null && remembered.Epoch == look.Epoch ? Math.Max(look.LastRevision, remembered.Memory.LastRevision) : look.LastRevision;
            return [.. look.Ends, new EpochEnd(look.Epoch!, last)];
        }

        if (remembered is null) return [];
        EpochEnd[] ends = [.. remembered.Ends, new EpochEnd(remembered.Epoch, remembered.Memory.LastRevision)];
        // nothing was ever appended in the epoch of an empty store that stood in its place
        return look.Epoch is null || look.Epoch == remembered.Epoch ? ends : [.. ends, new EpochEnd(look.Epoch, 0)];
    }

    private static byte[] Bytes(double number)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
        return bytes;
    }

    /// <summary>Writes sources and snapshot where the script finds them: they may be many, and it has to be short.</summary>
    private async ValueTask StageAsync(RedisKeys keys, string token, RememberedStore remembered, CancellationToken cancellationToken)
    {
        RedisLane lane = services.Backplane.Reading;
        SettledState state = remembered.Memory.State;
        string staged = keys.Staged(token);
        foreach (KeyValuePair<SourceId, SourceEntry>[] part in state.Sources.Chunk(500))
        {
            var arguments = new List<object> { new KeyName(staged) };
            foreach ((SourceId source, SourceEntry entry) in part)
            {
                arguments.Add(source.ToString());
                arguments.Add(RecordArguments.Source(entry.LastSeq, remembered.Owners.GetValueOrDefault(source, "")));
            }

            await lane.SendAsync("HSET", cancellationToken, [.. arguments]).ConfigureAwait(false);
        }

        await lane.SendAsync("PEXPIRE", cancellationToken, new KeyName(staged), RecordArguments.Text((long)StagedFor.TotalMilliseconds)).ConfigureAwait(false);
        if (state.Revision > 0) await RedisSnapshotStore.StageAsync(lane, staged + ":snapshot", state.EncodeSnapshot(), state.Revision, cancellationToken).ConfigureAwait(false);
    }
}
