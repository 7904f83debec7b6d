using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using StoreHub.Client.Stores;
using StoreHub.Operations;
using StoreHub.Storage;

namespace StoreHub.Client.Persistence;

/// <summary>
/// Keeps one store in its folder: notes what happens to it in the order in which it does, and says what may be sent. The methods that note
/// something are called under the store's lock and never wait.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Closing disposes of them, and has to be awaited.")]
internal sealed class SessionJournal(string name, StoreHubClientOptions options, ILogger logger) : IJournalOwner
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(2);

    private readonly string _folder = Path.Combine(options.DataPath!, StoreFolderName.Of(name));
    private readonly Lock _ending = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FolderLock? _lock;
    private JournalWriter? _writer;
    private Task? _closing;
    private bool _conversing;
    private long _conversingAt;
    private long _sourceAt;

    /// <summary>All of the store but its name; called under the store's lock.</summary>
    public Func<IEnumerable<JournalEntry>> State { get; set; } = static () => throw new InvalidOperationException("A journal needs to know what it is about.");

    /// <summary>Runs something under the store's lock.</summary>
    public Action<Action> Locked { get; set; } = static action => action();

    /// <summary>More may be sent. Not under a lock.</summary>
    public Action Kept { get; set; } = static () => { };

    /// <summary>The disk fails, or works again. Not under a lock.</summary>
    public Action<PersistenceChangedEventArgs> FailureChanged { get; set; } = static _ => { };

    public Exception? Failure => _writer?.Failure;

    /// <summary>Takes the folder and reads what is kept there. Called once, first.</summary>
    /// <param name="source">Under which source is written if nothing is kept yet.</param>
    /// <param name="token">Its token.</param>
    /// <param name="restore">Gets what is kept, under the store's lock, before anything can be noted.</param>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.StorageInUse"/>, <see cref="StoreErrorCode.StorageDamaged"/>, <see cref="StoreErrorCode.StorageFailed"/>.</exception>
    public async Task OpenAsync(SourceId source, string token, Action<KeptStore> restore)
    {
        try
        {
            MakeFolder();
            _lock = await FolderLock.TakeAsync(_folder, LockPatience, options.Time).ConfigureAwait(false);
            (JournalFile file, KeptStore kept, bool isNew) = Load(source, token);
            Locked(() =>
            {
                _writer = new JournalWriter(file, this, options.Time);
                if (!isNew)
                {
                    // whatever is written from here on is new, until the hub has said how far the life before came
                    var resumed = new JournalEntry.Resumed(kept.NextSeq);
                    kept.Apply(resumed);
                    _writer.Append(resumed);
                }

                restore(kept);
            });
            JournalLog.Restored(logger, name, _folder, kept.Settled.Revision, kept.Entries.Count());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _lock?.Dispose();
            throw new StoreException(StoreErrorCode.StorageFailed, $"'{name}' cannot be kept in '{_folder}': {e.Message}", innerException: e);
        }
        catch
        {
            _lock?.Dispose();
            throw;
        }
        finally
        {
            _opened.TrySetResult();
        }
    }

    public void Wrote(OutboxEntry entry) => entry.KeptAt = Append(new JournalEntry.Written(entry.Written, entry.WrittenAt));

    public void Refused(OutboxEntry entry)
    {
        if (RefusalOf(entry) is { } refused) Append(refused);
    }

    public void Acknowledged(long seq) => Append(new JournalEntry.Acknowledged(seq));

    public void Done(long seq) => Append(new JournalEntry.Done(seq));

    public void Settled(string epoch, IReadOnlyList<HistoryRecord> records) => Append(new JournalEntry.Settled(epoch, records));

    public void Loaded(string epoch, byte[] snapshot) => Append(new JournalEntry.Snapshot(epoch, snapshot));

    /// <summary>Another source is written under from here on; all at once, since half of it would be a loss.</summary>
    public void ChangedSource(IReadOnlyList<JournalEntry> outbox, IEnumerable<OutboxEntry> entries)
    {
        // the hub has not heard of it: with the next conversation it will
        _conversing = false;
        _sourceAt = Append([.. outbox]);
        foreach (OutboxEntry entry in entries) entry.KeptAt = _sourceAt;
    }

    /// <summary>A conversation begins: what is written may be sent at any time.</summary>
    public void Opened(JournalEntry.Opened opened)
    {
        // while one goes on it says no more than the one before
        long at = Append(opened, new JournalEntry.Conversing(true));
        if (!_conversing) _conversingAt = at;
        _conversing = true;
    }

    /// <summary>The conversation is over: nothing is sent until the next.</summary>
    public void Left()
    {
        if (!_conversing) return;
        _conversing = false;
        Append(new JournalEntry.Conversing(false));
    }

    /// <summary>History goes on here without the source.</summary>
    public void Followed() => Append(new JournalEntry.Followed());

    /// <summary>
    /// Whether a transaction may be sent: it is on disk, so that no later life gives its seq to another, and so is that it may have been sent.
    /// While the disk fails it goes out all the same; the next life then learns from the hub that this one came further than it kept. Only what
    /// is on disk, or may be, as never sent has to wait even then: the next life would send it once more.
    /// </summary>
    public bool MaySend(OutboxEntry entry)
    {
        if (_writer is not { } writer) return false;
        bool begun = writer.Kept >= _conversingAt;
        return writer.Failure is null ? begun && writer.Kept >= entry.KeptAt : begun || writer.Attempted < entry.KeptAt;
    }

    /// <summary>Completes when everything noted so far is on disk.</summary>
    public Task WhenKeptAsync() => _writer?.WhenKeptAsync() ?? Task.CompletedTask;

    /// <summary>Completes when the source is on disk under which the store is to be opened: what was reissued must not be so once more.</summary>
    public Task WhenSourceKeptAsync() => _writer is { } writer && writer.Kept < _sourceAt ? writer.WhenKeptAsync() : Task.CompletedTask;

    /// <summary>How a state's outbox entries are noted.</summary>
    public static IEnumerable<JournalEntry> EntriesOf(IEnumerable<OutboxEntry> outbox)
    {
        foreach (OutboxEntry entry in outbox)
        {
            yield return new JournalEntry.Written(entry.Written, entry.WrittenAt);
            if (RefusalOf(entry) is { } refused) yield return refused;
        }
    }

    /// <summary>Writes what is left and leaves the folder.</summary>
    public Task CloseAsync()
    {
        lock (_ending) return _closing ??= CloseOnceAsync();
    }

    void IJournalOwner.OnKept() => Kept();

    void IJournalOwner.OnFailureChanged(Exception? failure)
    {
        if (failure is not null) JournalLog.CannotKeep(logger, name, _folder, failure);
        else JournalLog.KeepsAgain(logger, name, _folder);
        FailureChanged(new PersistenceChangedEventArgs(failure));
        Kept();
    }

    void IJournalOwner.OnCompactionFailed(Exception failure) => JournalLog.CannotCompact(logger, name, _folder, failure);

    IReadOnlyList<JournalEntry> IJournalOwner.Capture()
    {
        List<JournalEntry> all = [new JournalEntry.Named(name)];
        Locked(() =>
        {
            _writer!.StartAnew();
            all.AddRange(State());
            if (_conversing) all.Add(new JournalEntry.Conversing(true));
        });
        return all;
    }

    private static JournalEntry.Refused? RefusalOf(OutboxEntry entry) => entry.Refusal is null && !entry.Transaction.IsVoid && !entry.IsVoidAtHub ? null : new JournalEntry.Refused(
        entry.Written.FirstSeq, entry.Transaction.IsVoid, entry.IsVoidAtHub, entry.Refusal?.Code ?? StoreErrorCode.Refused, entry.Refusal?.Message ?? "");

    private (JournalFile File, KeptStore Kept, bool IsNew) Load(SourceId source, string token)
    {
        if (JournalFile.Open(_folder, out KeptStore kept, options.SyncFile) is { } found)
        {
            if (kept.Name == name) return (found, kept, false);
            found.Dispose();
            throw new StoreException(StoreErrorCode.StorageDamaged, $"'{_folder}' keeps the store '{kept.Name}', not '{name}'. Nothing was changed.");
        }

        JournalEntry[] entries = [new JournalEntry.Named(name), new JournalEntry.Own(source, token, 0, -1, -1, 0)];
        JournalFile made = JournalFile.Create(_folder, entries, options.SyncFile);
        foreach (JournalEntry entry in entries) kept.Apply(entry);
        return (made, kept, true);
    }

    private void MakeFolder()
    {
        string root = options.DataPath!;
        bool isNew = !Directory.Exists(root);
        // for its owner alone: who has the token may write as this store
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(_folder);
        else Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        FileSync.Folder(root);
        if (isNew && Path.GetDirectoryName(Path.GetFullPath(root)) is { } above) FileSync.Folder(above);
    }

    private long Append(params JournalEntry[] group) => _writer?.Append(group) ?? 0;

    private async Task CloseOnceAsync()
    {
        await _opened.Task.ConfigureAwait(false);
        if (_writer is null) return;
        await _writer.CloseAsync().ConfigureAwait(false);
        _lock!.Dispose();
    }
}
