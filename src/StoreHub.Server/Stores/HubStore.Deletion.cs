using StoreHub.Server.FanOut;

namespace StoreHub.Server.Stores;

/// <content>The end of a store that is deleted.</content>
internal sealed partial class HubStore
{
    private bool _isDeleting;

    /// <summary>Ends the store since it is to be deleted. Who has it open hears of it when it is known what came of that; who writes meanwhile is to try again.</summary>
    public Task BeginDeletionAsync()
    {
        Volatile.Write(ref _isDeleting, true);
        End(NotOpen());
        return Completion;
    }

    /// <summary>Tells all who have it open: that coming back does not help, or that it is still there.</summary>
    public void EndDeletion(bool isDeleted)
    {
        Subscription[] left;
        lock (_gate) left = [.. _subscriptions];
        foreach (Subscription subscription in left)
        {
            if (isDeleted) subscription.Close(StoreErrorCode.StoreDeleted, $"The store {Name} was deleted at the hub.", reconnect: false);
            else subscription.Close(StoreErrorCode.StoreFailed, $"The store {Name} was to be deleted and could not be; open it again.", reconnect: true);
        }
    }

    // who is told that it is not open would open it again, as an empty one, before hearing that it was deleted
    private StoreException ForWriters(StoreException reason) =>
        Volatile.Read(ref _isDeleting) ? new StoreException(StoreErrorCode.StoreFailed, $"The store {Name} is being deleted at the hub.") : reason;
}
