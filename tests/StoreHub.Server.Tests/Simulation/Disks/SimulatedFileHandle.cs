using StoreHub.Server.Files.Disks;

namespace StoreHub.Server.Tests.Simulation.Disks;

internal sealed class SimulatedFileHandle(SimulatedFiles disk, SimulatedFile file) : IDiskFile
{
    public void Append(ReadOnlySpan<byte> bytes) => disk.Append(file, bytes.ToArray());

    public void Sync() => disk.Sync(file);

    public void Dispose()
    {
    }
}
