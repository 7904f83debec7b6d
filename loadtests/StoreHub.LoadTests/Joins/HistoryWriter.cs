using System.Globalization;
using StoreHub.Client;

namespace StoreHub.LoadTests.Joins;

/// <summary>Writes a long history: whole numbers under keys, 100 an object, first each once and then at random.</summary>
internal sealed class HistoryWriter(int keyCount, int count, int seed, IProgress<long> progress)
{
    private const int KeysPerObject = 100;
    private const int Window = 2000;

    /// <returns>How many operations it was; all are acknowledged.</returns>
    public async Task<int> WriteAsync(HubStore store, CancellationToken cancellationToken)
    {
        StoreNode[] keys = [.. Enumerable.Range(0, keyCount).Select(key => store["u" + Text(key / KeysPerObject)]["k" + Text(key % KeysPerObject)])];
        int operations = (keyCount + KeysPerObject - 1) / KeysPerObject;
        store.Batch(() =>
        {
            for (int i = 0; i < operations; i++) store["u" + Text(i)].Value = ObjectValue.Empty;
        });
        var random = new Random(seed);
        Task acknowledged = Task.CompletedTask;
        for (int i = 0; operations < count; i++)
        {
            keys[i < keys.Length ? i : random.Next(keys.Length)].Value = random.Next(1_000_000);
            operations++;
            if (operations % Window != 0) continue;
            await acknowledged;
            acknowledged = store.WhenAcknowledgedAsync(cancellationToken);
            progress.Report(operations);
        }

        await store.WhenAcknowledgedAsync(cancellationToken);
        progress.Report(operations);
        return operations;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
