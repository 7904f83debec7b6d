using System.Threading.Channels;

namespace StoreHub.Ports;

/// <summary>Two ports in memory, joined to each other: what goes in at one comes out at the other.</summary>
public static class PortPair
{
    /// <summary>How many messages may wait for a receiver before sending waits.</summary>
    public const int Capacity = 64;

    /// <summary>Makes a pair.</summary>
    public static (IStorePort First, IStorePort Second) Create()
    {
        Channel<PortMessage> there = Channel.CreateBounded<PortMessage>(Capacity), back = Channel.CreateBounded<PortMessage>(Capacity);
        return (new MemoryPort(back.Reader, there.Writer, back.Writer), new MemoryPort(there.Reader, back.Writer, there.Writer));
    }
}
