using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR;

namespace StoreHub.LoadTests.Targets;

/// <summary>What one writes first with SignalR: everybody joins a group, and each operation goes to all others of it.</summary>
[SuppressMessage("Style", "VSTHRD200:Use Async suffix", Justification = "The names are those of the wire.")]
internal sealed class NaiveHub : Hub
{
    public Task Join(string store) => Groups.AddToGroupAsync(Context.ConnectionId, store);

    public Task Op(string store, object operation) => Clients.OthersInGroup(store).SendAsync("op", operation);
}
