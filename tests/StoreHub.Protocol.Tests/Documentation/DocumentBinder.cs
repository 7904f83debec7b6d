using Microsoft.AspNetCore.SignalR;
using StoreHub.Protocol.Messages;

namespace StoreHub.Protocol.Tests.Documentation;

/// <summary>Binds every method and target to its message, and calls 1 and 2 to their results.</summary>
internal sealed class DocumentBinder : IInvocationBinder
{
    public Type GetReturnType(string invocationId) => invocationId == "1" ? typeof(OpenResult) : typeof(SubmitResult);

    public IReadOnlyList<Type> GetParameterTypes(string methodName) =>
    [
        methodName switch
        {
            HubMethods.Open => typeof(OpenRequest),
            HubMethods.Submit => typeof(SubmitRequest),
            HubMethods.Publish => typeof(PublishRequest),
            HubMethods.Subscribe => typeof(SubscribeRequest),
            ClientMethods.Event => typeof(EventMessage),
            ClientMethods.Records => typeof(RecordsMessage),
            ClientMethods.Snapshot => typeof(SnapshotChunk),
            ClientMethods.Ack => typeof(AckMessage),
            _ => typeof(ClosedMessage),
        },
    ];

    public Type GetStreamItemType(string streamId) => throw new NotSupportedException();
}
