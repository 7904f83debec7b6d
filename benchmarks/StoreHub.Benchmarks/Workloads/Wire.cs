using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using StoreHub.Operations;
using StoreHub.Protocol.HubProtocol;
using StoreHub.Protocol.Wire;

namespace StoreHub.Benchmarks.Workloads;

/// <summary>What goes over the sockets.</summary>
internal static class Wire
{
    public static IHubProtocol Protocol(string name)
    {
        if (name == "messagepack") return new MessagePackHubProtocol();
        var options = new JsonHubProtocolOptions();
        StoreHubJson.Configure(options.PayloadSerializerOptions);
        return new JsonHubProtocol(Options.Create(options));
    }

    /// <summary>One author's transactions, each of which sets a key.</summary>
    public static Transaction[] Transactions(int count)
    {
        SourceId author = SourceId.Parse("author");
        return [.. Enumerable.Range(0, count).Select(seq => new Transaction([new SetOperation(author, seq, 1.7e12 + seq, KeyedState.Path(seq), seq)], 0))];
    }
}
