using Microsoft.AspNetCore.SignalR.Protocol;

namespace StoreHub.Protocol.Tests.HubProtocol;

/// <summary>Every message of the hub protocol with its bytes; those of HubProtocol.md where it gives an example.</summary>
internal static class GoldenFrames
{
    public static IReadOnlyDictionary<string, (HubMessage Message, string Payload)> All { get; } = new Dictionary<string, (HubMessage, string)>
    {
        ["invocation"] = (new InvocationMessage("xyz", "method", [42L], null), "960180a378797aa66d6574686f64912a90"),
        ["invocation without id"] = (new InvocationMessage(null, "method", [42L], null), "960180c0a66d6574686f64912a90"),
        ["invocation with streams"] = (new InvocationMessage("xyz", "method", [42L], ["1", "2"]), "960180a378797aa66d6574686f64912a92a131a132"),
        ["invocation with headers"] = (With(new InvocationMessage("xyz", "method", [42L], null)), "960182a178a179a17aa17aa378797aa66d6574686f64912a90"),
        ["stream invocation"] = (new StreamInvocationMessage("xyz", "method", [42L], null), "960480a378797aa66d6574686f64912a90"),
        ["stream item"] = (new StreamItemMessage("xyz", 42L), "940280a378797a2a"),
        ["completion with error"] = (CompletionMessage.WithError("xyz", "Error"), "950380a378797a01a54572726f72"),
        ["completion without result"] = (CompletionMessage.Empty("xyz"), "940380a378797a02"),
        ["completion with result"] = (CompletionMessage.WithResult("xyz", 42L), "950380a378797a032a"),
        ["completion with null"] = (CompletionMessage.WithResult("xyz", null), "950380a378797a03c0"),
        ["cancel"] = (new CancelInvocationMessage("xyz"), "930580a378797a"),
        ["ping"] = (PingMessage.Instance, "9106"),
        ["close"] = (CloseMessage.Empty, "9307c0c2"),
        ["close with error"] = (new CloseMessage("xyz"), "9307a378797ac2"),
        ["close that allows to reconnect"] = (new CloseMessage("xyz", allowReconnect: true), "9307a378797ac3"),
        ["ack"] = (new AckMessage(36), "920824"),
        ["sequence"] = (new SequenceMessage(19), "920913"),
        ["sequence beyond 32 bits"] = (new SequenceMessage(1L << 40), "9209cf0000010000000000"),
    };

    private static InvocationMessage With(InvocationMessage message)
    {
        message.Headers = new Dictionary<string, string> { ["x"] = "y", ["z"] = "z" };
        return message;
    }
}
