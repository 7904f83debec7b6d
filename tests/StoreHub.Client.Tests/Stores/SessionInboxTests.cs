using StoreHub.Client.Stores;

namespace StoreHub.Client.Tests.Stores;

public sealed class SessionInboxTests
{
    [Theory]
    [InlineData(true, 52)]
    [InlineData(false, -1)]
    public void Only_a_delta_goes_on_from_what_came_before(bool delta, long received)
    {
        var inbox = new SessionInbox(WireProtocol.MessagePack, () => throw new InvalidOperationException("The thread was lost."));
        inbox.Begin(52);
        inbox.Open("epoch", delta);
        Assert.Equal(received, inbox.Received);
    }
}
