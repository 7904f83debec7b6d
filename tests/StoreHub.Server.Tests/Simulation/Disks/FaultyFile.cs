using System.Buffers.Binary;
using StoreHub.Server.Files.Disks;
using StoreHub.Server.Files.Format;

namespace StoreHub.Server.Tests.Simulation.Disks;

/// <param name="file">The file.</param>
/// <param name="fault">The rule that is taken away.</param>
/// <param name="lies">Whether a sync only seems to be one.</param>
/// <param name="isAside">Whether it has not got its name yet.</param>
/// <param name="later">Who is told of a sync that is put off until it has.</param>
internal sealed class FaultyFile(IDiskFile file, SimulationFault fault, Func<bool> lies, Func<bool> isAside, Action<FaultyFile> later) : IDiskFile
{
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            file.Append(fault == SimulationFault.MarksIgnored ? WithoutMarks(bytes) : bytes);
        }
        catch (IOException) when (fault == SimulationFault.WriteErrorIgnored)
        {
        }
    }

    public void Sync()
    {
        if (fault == SimulationFault.AcknowledgedBeforeSync || lies()) return;
        if (fault == SimulationFault.RenamedBeforeSync && isAside())
        {
            later(this);
            return;
        }

        for (int tries = 1; ; tries++)
        {
            try
            {
                file.Sync();
                return;
            }
            catch (IOException) when (fault == SimulationFault.SameFileAfterFailedSync && tries < 20)
            {
            }
        }
    }

    public void SyncLate() => file.Sync();

    public void Dispose() => file.Dispose();

    private static ReadOnlySpan<byte> WithoutMarks(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(SnapshotHead.Magic)) return bytes;
        int at = bytes.StartsWith(SegmentHead.Magic) ? FileHead.PrefixLength + BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) : 0;
        var kept = new List<byte>();
        kept.AddRange(bytes[..at]);
        while (at < bytes.Length)
        {
            ReadOnlySpan<byte> frame = bytes.Slice(at, FrameWriter.PrefixLength + BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]));
            if (frame[FrameWriter.PrefixLength] != (byte)FrameKind.Mark) kept.AddRange(frame);
            at += frame.Length;
        }

        return kept.ToArray();
    }
}
