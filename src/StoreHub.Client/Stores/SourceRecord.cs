using StoreHub.Client.Persistence;
using StoreHub.Protocol.Messages;

namespace StoreHub.Client.Stores;

/// <summary>What a client remembers of its source: enough to tell from the hub's next answer what became of it. Used under the store's lock.</summary>
internal sealed class SourceRecord
{
    private JournalEntry.Opened? _opened;
    // a reader has taken history further since: the source may have been forgotten below the cursor
    private bool _isFollowed;

    /// <summary>The highest seq that was ever sent under it, or may have been; −1: none.</summary>
    public long EverSent { get; private set; } = -1;

    /// <summary>Somebody else has written under it.</summary>
    public bool IsTaken { get; set; }

    /// <summary>With which seq this life began, until the hub has said how far the one before it came; null: it has, or there was none.</summary>
    public long? Resumed { get; private set; }

    public void Sent(long seq) => EverSent = Math.Max(EverSent, seq);

    /// <summary>Takes up what an earlier life kept.</summary>
    public void Restore(KeptStore kept) => (EverSent, Resumed, _opened, _isFollowed) = (kept.EverSent, kept.Resumed, kept.Opened, kept.IsFollowed);

    /// <summary>What is to be kept of it beside <see cref="EverSent"/>.</summary>
    public IEnumerable<JournalEntry> ToEntries()
    {
        if (_opened is not null) yield return _opened;
        if (_isFollowed) yield return new JournalEntry.Followed();
        if (Resumed is { } seq) yield return new JournalEntry.Resumed(seq);
    }

    /// <summary>Judges the hub's answer to Open.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="settled">The revision of the cursor that was sent; 0 without one.</param>
    /// <param name="first">The oldest seq that is not both settled and acknowledged.</param>
    /// <param name="next">The next seq to give.</param>
    public SourceFate Judge(OpenResult result, long settled, long first, long next)
    {
        if (IsTaken) return SourceFate.Taken;
        if (result.ExpectedSeq > Resumed) return SourceFate.Outrun;
        if (result.ExpectedSeq > next) return SourceFate.Taken;
        // an earlier life may have sent what it could not keep
        bool mayBeSent = EverSent >= 0 || first > 0 || Resumed is not null;
        if (result.ExpectedSeq == 0 && mayBeSent)
        {
            // the hub knew the source when it was opened, and nothing of that epoch is lost while it lasts
            bool sameEpoch = result.Epoch == _opened?.Epoch;
            bool continues = result.Continues && !_isFollowed;
            long known = Math.Max(continues ? settled : 0, sameEpoch ? _opened!.Revision : 0);
            if (result.ForgottenAt > known) return continues || sameEpoch ? SourceFate.Forgotten : SourceFate.LostOrForgotten;
        }

        return result.ExpectedSeq < first ? SourceFate.Lost : SourceFate.Known;
    }

    /// <summary>The source is open.</summary>
    /// <returns>What is to be kept of that.</returns>
    public JournalEntry.Opened Open(OpenResult result)
    {
        _isFollowed = false;
        Resumed = null;
        return _opened = new JournalEntry.Opened(result.Epoch, result.Revision);
    }

    /// <summary>History goes on here without the source.</summary>
    /// <returns>False if it did so before.</returns>
    public bool Follow() => !_isFollowed && (_isFollowed = true);

    /// <summary>Another source takes its place.</summary>
    public void Restart()
    {
        EverSent = -1;
        IsTaken = false;
        Resumed = null;
        _opened = null;
        _isFollowed = false;
    }
}
