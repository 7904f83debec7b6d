using StoreHub.Core.Tests.Generators;
using StoreHub.Operations;
using StoreHub.Replicas;
using StoreHub.Server.Files;
using StoreHub.Server.Logs;
using StoreHub.Server.Snapshots;
using StoreHub.Server.Stores;
using StoreHub.Server.Tests.Files;
using StoreHub.Server.Tests.Logs;
using StoreHub.Server.Tests.Simulation;

namespace StoreHub.Server.Tests.Commands;

/// <summary>Stores with every kind of operation in a data folder, as a hub leaves them.</summary>
internal static class StoredStore
{
    /// <summary>Writes a store, with a snapshot after the first half and what it covers trimmed.</summary>
    /// <returns>The state at its end.</returns>
    public static async Task<SettledState> WriteAsync(string dataPath, string name, int transactions, int seed, bool snapshot = true)
    {
        StoreName store = StoreName.Parse(name);
        Directory.CreateDirectory(Path.Combine(dataPath, StoreFolder.Stores));
        using var storage = new FileStorage(dataPath, segmentOperations: 20);
        await using IStoreLog log = await storage.Log.OpenAsync(store);
        var observer = new RecordingObserver();
        log.Observe(0, observer);
        var random = new RandomOperations(new Dice(seed));
        SourceId[] sources = [SourceId.Parse("a"), SourceId.Parse("b")];
        long[] seqs = new long[2], sessions = new long[2];
        for (int i = 0; i < sources.Length; i++) sessions[i] = (await log.ClaimAsync(sources[i], new SourceOwner($"user{i}", $"hash{i}"))).Session;
        var state = new SettledState();
        for (int i = 0; i < transactions; i++)
        {
            int who = i % 2;
            Transaction transaction = i == 0
                ? RandomOperations.Furniture(sources[0], 1, 3)
                : random.Transaction(LiveTree.ToReference(state.Tree), sources[who], seqs[who], i + 1, state.Revision, foreign: false);
            if (i % 17 == 16) transaction = transaction.ToVoid();
            seqs[who] = transaction.LastSeq + 1;
            await log.AppendAsync([new(transaction, sessions[who])]);
            if (i % 29 == 28) await log.AppendFloorAsync(state.Revision / 2);
            foreach (HistoryRecord record in await log.ReadAsync(state.Revision, int.MaxValue)) state.Apply(record);
            await observer.DurableAsync(state.Revision);
            if (!snapshot || i != transactions / 2) continue;
            await log.SyncAsync(state.Revision);
            Assert.True(await storage.Snapshots.SaveAsync(store, new StoredSnapshot(new SnapshotId(log.Epoch, state.Revision), state.EncodeSnapshot()), null));
            await log.TrimAsync(state.Revision - 5);
        }

        return state;
    }
}
