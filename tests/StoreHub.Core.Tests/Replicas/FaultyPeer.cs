using StoreHub.Core.Tests.Reference;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Replicas;

/// <summary>The reference without a hub, with one rule taken away.</summary>
internal sealed class FaultyPeer(PeerFault fault) : ReferencePeerUnderTest
{
    protected override ReferenceState View()
    {
        IEnumerable<Operation> arrived = Enumerable.Reverse(Operations);
        if (fault != PeerFault.RepeatsTakeEffect) arrived = arrived.DistinctBy(operation => operation.Id);
        var ready = new List<(double Ts, Operation Operation)>();
        foreach (IGrouping<SourceId, Operation> source in arrived.GroupBy(operation => operation.Source))
        {
            double ts = double.NegativeInfinity;
            long next = 0;
            foreach (Operation operation in source.OrderBy(operation => operation.Seq))
            {
                if (operation.Seq > next && fault != PeerFault.NoWaiting) break;
                next = operation.Seq + 1;
                ts = fault == PeerFault.NoEffectiveTs ? operation.Ts : Math.Max(ts, operation.Ts);
                ready.Add((ts, operation));
            }
        }

        StringComparer sources = fault == PeerFault.SourcesIgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        IEnumerable<Operation> sorted = fault == PeerFault.OrderOfArrival
            ? arrived.Where(operation => ready.Exists(one => one.Operation.Id == operation.Id))
            : ready.OrderBy(one => one.Ts).ThenBy(one => one.Operation.Source.ToString(), sources).ThenBy(one => one.Operation.Seq).Select(one => one.Operation);
        var state = new ReferenceState();
        foreach (Operation operation in sorted) state.Apply(operation, ReferenceState.Pending);
        return state;
    }
}
