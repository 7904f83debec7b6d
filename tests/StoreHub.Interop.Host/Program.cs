// StoreHub.Interop.Host <url> <store> <json|messagepack> <seed> <writes>: writes at random to a store that somebody else has set up, says
// "acknowledged" when all of it is durable, and then answers lines "settle <revision>" with "settled <revision> <hash> <pending>". A line
// "next <store> <seed> <writes>" closes the store and has it do the same with another.
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
HubStore store = await WriteAsync(args[1], args[3], args[4]);
while (Console.ReadLine() is { } line)
{
    string[] words = line.Split(' ');
    if (words[0] == "next")
    {
        await store.DisposeAsync();
        store = await WriteAsync(words[1], words[2], words[3]);
        continue;
    }

    await store.WhenSettledAsync(long.Parse(words[1], CultureInfo.InvariantCulture));
    (long revision, StoreHub.Encodings.StateHash hash) = store.GetSettledHash();
    Console.WriteLine($"settled {revision} {hash} {store.PendingCount}");
}

async Task<HubStore> WriteAsync(string name, string seed, string writes)
{
    HubStore opened = await client.OpenAsync(name);
    opened.Refused += (_, refusal) => Console.WriteLine($"refused {refusal.Code}");
    opened.Lost += (_, loss) => Console.WriteLine($"lost {loss.Code}");
    await opened.WhenLiveAsync();
    await new RandomWrites(opened, int.Parse(seed, CultureInfo.InvariantCulture)).RunAsync(int.Parse(writes, CultureInfo.InvariantCulture));
    await opened.WhenAcknowledgedAsync();
    Console.WriteLine("acknowledged");
    return opened;
}
