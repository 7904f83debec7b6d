using StoreHub.Server.Files;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Tests.Simulation.Disks;

/// <summary>Changes what recovery found into what it would find if a rule were missing.</summary>
internal static class FaultyRecovery
{
    public static RecoveredLog Understood(SimulationFault fault, RecoveredLog recovered) => fault switch
    {
        SimulationFault.UnvouchedTailKept => Vouched(recovered),
        SimulationFault.UnvouchedTailCut => Cut(recovered),
        SimulationFault.TornEndRefused when recovered.TornBytes > 0 => throw new DamagedFileException("log", 0, $"{recovered.TornBytes} bytes at its end cannot be read"),
        _ => recovered,
    };

    /// <summary>What is whole is taken for durable.</summary>
    private static RecoveredLog Vouched(RecoveredLog recovered)
    {
        foreach (LogEntry entry in recovered.Unvouched) recovered.Vouched.Apply(entry);
        return recovered with { Unvouched = [] };
    }

    /// <summary>What nothing vouches for is taken for torn.</summary>
    private static RecoveredLog Cut(RecoveredLog recovered)
    {
        LogCheckpoint vouched = recovered.Vouched;
        var sequencer = new Sequencer();
        sequencer.Restore(vouched.Revision, vouched.Ts, vouched.Floor, vouched.Sources.Select(source => KeyValuePair.Create(source.Key, source.Value.LastSeq)));
        EpochEnd[] ends = [.. recovered.Ends.Select(end => end with { Revision = Math.Min(end.Revision, vouched.Revision) })];
        return recovered with { Sequencer = sequencer, Unvouched = [], Ends = ends, Records = [.. recovered.Records.Where(record => record.LastRevision <= vouched.Revision)] };
    }
}
