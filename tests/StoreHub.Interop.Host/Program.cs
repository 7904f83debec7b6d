// StoreHub.Interop.Host <url> <store> <json|messagepack> <seed> <writes>: writes at random to a store that somebody else has set up, says
// "acknowledged" when all of it is durable, and then answers lines "settle <revision>" with "settled <revision> <hash> <pending>".
using System.Globalization;
using StoreHub.Client;
using StoreHub.Interop.Host;

var options = new StoreHubClientOptions
{
    Url = new Uri(args[0]),
    Protocol = args[2] == "json" ? WireProtocol.Json : WireProtocol.MessagePack,
    ReconnectDelay = TimeSpan.FromMilliseconds(20),
    MaxReconnectDelay = TimeSpan.FromMilliseconds(200),
};
await using var client = new StoreHubClient(options);
HubStore store = await client.OpenAsync(args[1]);
store.Refused += (_, refusal) => Console.WriteLine($"refused {refusal.Code}");
store.Lost += (_, loss) => Console.WriteLine($"lost {loss.Code}");
await store.WhenLiveAsync();
await new RandomWrites(store, int.Parse(args[3], CultureInfo.InvariantCulture)).RunAsync(int.Parse(args[4], CultureInfo.InvariantCulture));
await store.WhenAcknowledgedAsync();
Console.WriteLine("acknowledged");
while (Console.ReadLine() is { } line)
{
    await store.WhenSettledAsync(long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    (long revision, StoreHub.Encodings.StateHash hash) = store.GetSettledHash();
    Console.WriteLine($"settled {revision} {hash} {store.PendingCount}");
}
