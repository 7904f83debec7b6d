using System.Runtime.CompilerServices;
using StoreHub.Operations;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Tests.Simulation.Disks;

/// <summary>The fault of a refusal without a record: the sequencer goes on as if the seqs were in history.</summary>
internal static class UsedUpSeqs
{
    public static bool UseUp(Sequencer sequencer, Transaction refused)
    {
        if (refused.FirstSeq != sequencer.ExpectedSeq(refused.Source)) return false;
        Dictionary<SourceId, SourceTail> sources = SourcesOf(sequencer);
        if (!sources.TryGetValue(refused.Source, out SourceTail? source)) sources[refused.Source] = source = new SourceTail();
        source.LastSeq = refused.LastSeq;
        return true;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_sources")]
    private static extern ref Dictionary<SourceId, SourceTail> SourcesOf(Sequencer sequencer);
}
