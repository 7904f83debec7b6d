using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StoreHub.Server.Files.Disks;
using StoreHub.Server.Files.Format;
using StoreHub.Server.Logs;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Files;

/// <summary>The logs of all stores in a data folder: a folder for each store (docs/storage.md). Safe for any thread.</summary>
internal sealed class FileOperationLog(IDisk disk, string dataPath, FileLogServices services) : IOperationLog
{
    private const string TrashPrefix = "trash-";

    private readonly ConcurrentDictionary<StoreName, FileStoreLog> _open = new();
    // one after the other for each store; stores that share one wait for each other
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 64).Select(static _ => new SemaphoreSlim(1, 1))];

    /// <summary>How many logs are open.</summary>
    public int Count => _open.Count;

    public async ValueTask<IStoreLog> OpenAsync(StoreName name, CancellationToken cancellationToken = default)
    {
        SemaphoreSlim gate = await EnterAsync(name, cancellationToken).ConfigureAwait(false);
        try
        {
            await FenceAsync(name, "The log was opened again.").ConfigureAwait(false);
            FileStoreLog log = await services.Workers.RunAsync(() => Open(new StoreFolder(disk, dataPath, name))).ConfigureAwait(false);
            _open[name] = log;
            services.Health.Whole(name);
            return log;
        }
        catch (OperationLogException damaged) when (damaged.InnerException is DamagedFileException)
        {
            services.Health.Damaged(name, damaged.Message);
            throw;
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask<bool> DeleteAsync(StoreName name, CancellationToken cancellationToken = default)
    {
        SemaphoreSlim gate = await EnterAsync(name, cancellationToken).ConfigureAwait(false);
        try
        {
            await FenceAsync(name, "The store was deleted.").ConfigureAwait(false);
            return await services.Workers.RunAsync(() => Delete(new StoreFolder(disk, dataPath, name))).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask<IReadOnlyList<StoreName>> ListAsync(CancellationToken cancellationToken = default) => await services.Workers.RunAsync(() => StoreFolders.List(disk, dataPath)).ConfigureAwait(false);

    private async ValueTask<SemaphoreSlim> EnterAsync(StoreName name, CancellationToken cancellationToken)
    {
        SemaphoreSlim gate = _gates[(name.GetHashCode() & int.MaxValue) % _gates.Length];
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return gate;
    }

    private async ValueTask FenceAsync(StoreName name, string why)
    {
        if (_open.TryRemove(name, out FileStoreLog? open)) await open.CloseAsync(new OperationLogException(why), tell: true).ConfigureAwait(false);
    }

    private FileStoreLog Open(StoreFolder folder)
    {
        RecoveredLog recovered = LogReader.Read(folder);
        folder.RemoveAsides();
        if (recovered.TornBytes > 0) FileLog.TornEnd(services.Logger, folder.Name.ToString(), recovered.TornBytes);
        var log = new FileStoreLog(folder, recovered, services, closed => _open.TryRemove(KeyValuePair.Create(folder.Name, closed)));
        // a store without history has nothing that an epoch could be mistaken for, and leaves nothing behind if it stays so
        if (recovered.Segments.Count > 0) log.Begin();
        return log;
    }

    private bool Delete(StoreFolder folder)
    {
        if (disk.List(folder.Path).Count == 0) return false;
        // at once for whoever looks, in whatever state the rest is when the hub ends in the middle
        string trash = Path.Combine(dataPath, TrashPrefix + EpochLineage.NewEpoch());
        disk.Rename(folder.Path, trash);
        disk.SyncFolder(Path.Combine(dataPath, StoreFolder.Stores));
        RemoveTrash(trash);
        return true;
    }

    /// <summary>Removes what deletions have left that a hub did not live to complete.</summary>
    public void RemoveTrash()
    {
        foreach (string name in disk.List(dataPath).Where(name => name.StartsWith(TrashPrefix, StringComparison.Ordinal))) RemoveTrash(Path.Combine(dataPath, name));
    }

    private void RemoveTrash(string path)
    {
        try
        {
            disk.DeleteFolder(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            FileLog.TrashLeft(services.Logger, path, failure);
        }
    }
}
