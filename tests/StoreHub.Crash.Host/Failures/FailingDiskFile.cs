using StoreHub.Server.Files.Disks;

namespace StoreHub.Crash.Host.Failures;

/// <summary>A file with a trap before, within and after each call.</summary>
internal sealed class FailingDiskFile(IDiskFile file, Trap trap, DiskTarget target) : IDiskFile
{
    /// <summary>What it is; a segment becomes one when it gets its name.</summary>
    public DiskTarget Target { get; set; } = target;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        trap.Pass(FailMoment.Before, DiskCall.Append, Target);
        if (trap.IsDue(FailMoment.Torn, DiskCall.Append, Target))
        {
            file.Append(bytes[..trap.PartOf(bytes.Length)]);
            trap.End();
        }

        if (trap.IsDue(FailMoment.Untrue, DiskCall.Append, Target)) return;
        file.Append(bytes);
        trap.Pass(FailMoment.After, DiskCall.Append, Target);
    }

    public void Sync()
    {
        trap.Pass(FailMoment.Before, DiskCall.Sync, Target);
        file.Sync();
        trap.Pass(FailMoment.After, DiskCall.Sync, Target);
    }

    public void Dispose() => file.Dispose();
}
