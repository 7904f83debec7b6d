using StoreHub.Client;
using StoreHub.Operations;

namespace StoreHub.LoadTests.Load.StoreHubs;

/// <summary>Sees at one replica when the writes of others take effect: reads the stamp of each key that it is told has changed.</summary>
internal static class LatencyProbe
{
    private const int PathLength = 3;

    public static IDisposable Watch(HubStore store, LoadMeter meter) => store[StoreWorkload.UserKey].Subscribe(change =>
    {
        if (change.IsReset) return;
        foreach (StorePath path in change.Paths)
        {
            // the containers of writers have no stamp
            if (path.Count == PathLength && StampedValue.Read(store.Node(path).Value) is > 0 and var stamp) meter.Arrived(stamp);
        }
    });
}
