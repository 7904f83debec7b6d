using StoreHub.Protocol.Messages;

namespace StoreHub.Client.Stores;

/// <summary>
/// An Open that this client had sent on a connection it lost since may reach the hub after the one on the next: it then takes over from
/// its own successor. Opening again puts that right; once more within the time means that there really is another.
/// </summary>
internal sealed class TakeOverEcho(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private long _before;

    public bool IsEcho(ClosedMessage message)
    {
        if (message.Code != StoreErrorCode.TakenOver) return false;
        long before = _before;
        _before = time.GetTimestamp();
        return before == 0 || time.GetElapsedTime(before) > Window;
    }
}
