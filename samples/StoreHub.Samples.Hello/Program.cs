using StoreHub;
using StoreHub.Client;

await using var client = new StoreHubClient(args.FirstOrDefault() ?? "http://localhost:5080/hub");
HubStore store = await client.OpenAsync("cart");                 // usable offline as well
Console.WriteLine($"{store.Status.State} {store.Status.Message}");   // Live, or Offline and why
using var watch = store["user"].Subscribe(change => Console.WriteLine($"changed: {change.Path}"));
store["user"]["name"].Value = "Alice";                           // shown here at once, sent behind the scenes
dynamic root = store.Root;                                       // the same state as a plain object
root.count = 1;
root.items ??= new[] { "first" };
root.items.Add("second");
store.Batch(() => { root.a = 1; root.b = 2; });                  // one transaction, one notification
await store.WhenAcknowledgedAsync();                             // durable at the hub
Console.WriteLine(store.Snapshot());
