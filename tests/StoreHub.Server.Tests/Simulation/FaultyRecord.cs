using StoreHub.Core.Tests.Reference;
using StoreHub.Core.Tests.Replicas;
using StoreHub.Operations;
using StoreHub.State;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>Writes operations anew, so that the real parts do with them what they would do if a rule were missing.</summary>
internal static class FaultyRecord
{
    /// <summary>Whether a fault lies in how operations take effect.</summary>
    public static bool Concerns(SimulationFault fault) => fault is SimulationFault.PathFallsBackToIndex or SimulationFault.SetReplacesIdentity;

    /// <summary>A record as it is understood where it is folded in.</summary>
    public static HistoryRecord Understood(SimulationFault fault, HistoryRecord record, StateTree settled)
    {
        if (record.Kind != RecordKind.Transaction || !Concerns(fault)) return record;
        return HistoryRecord.Of(new Transaction(Change(record.Operations, settled, fault), 0), record.FirstRevision, record.Ts);
    }

    /// <summary>A transaction as its author writes it.</summary>
    public static Transaction Written(SimulationFault fault, Transaction transaction, StateTree view) =>
        fault == SimulationFault.SortAsSplice ? new Transaction(Change(transaction.Operations, view, fault), transaction.Base) : transaction;

    private static List<Operation> Change(IReadOnlyList<Operation> operations, StateTree tree, SimulationFault fault)
    {
        ReferenceState state = LiveTree.ToReference(tree);
        var changed = new List<Operation>();
        foreach (Operation operation in operations)
        {
            changed.Add(fault switch
            {
                SimulationFault.SortAsSplice => FaultyOperation.SortAsSplice(state, operation),
                SimulationFault.PathFallsBackToIndex => FaultyOperation.PathByIndex(state, operation),
                _ => FaultyOperation.SetAsSplice(state, operation),
            });
            state.Apply(changed[^1], ReferenceState.Pending);
        }

        return changed;
    }
}
