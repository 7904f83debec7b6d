using System.Globalization;
using StoreHub.Core.Tests.Reference;
using StoreHub.Core.Tests.Replicas;
using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>What must hold when all has come to rest.</summary>
internal static class FinalCheck
{
    public static void Run(SimulationWorld world, SimulatedHub hub, IReadOnlyList<SimulatedClient> clients)
    {
        byte[] structure = hub.State.EncodeSnapshot();
        byte[] visible = hub.State.ToCanonicalBytes();
        foreach (SimulatedClient client in clients)
        {
            if (client.Outbox.Count > 0) throw world.Violation($"{client.Outbox.Count} transactions of {client.Source} are still in its outbox");
            if (client.Replica.PendingCount > 0) throw world.Violation($"{client.Replica.PendingCount} transactions of {client.Source} are still in its overlay");
            Require(client.Replica.ReadSettled(settled => settled.ComputeHash()) == hub.State.ComputeHash(), "state hash");
            Require(client.Replica.ReadSettled(settled => settled.EncodeSnapshot()).AsSpan().SequenceEqual(structure), "structure");
            Require(client.Replica.ToCanonicalBytes().AsSpan().SequenceEqual(visible), "view");
            client.Writes.Check();

            void Require(bool same, string what)
            {
                if (!same) throw world.Violation($"{client.Source} has another {what} than the hub");
            }
        }

        CheckOracle(world, hub.State);
        CheckDoubled(world, hub.State);
    }

    private static void CheckOracle(SimulationWorld world, SettledState state)
    {
        ReferenceHistory expected = ReferenceReplica.Settled(world.Dice.Shuffle(world.History.Chain));
        string structure = TreeText.Of(state.Tree);
        if (structure != expected.State.Structure()) throw world.Violation($"the oracle says\n{expected.State.Structure()}\nthe hub has\n{structure}");
        if (Table(state) != expected.Table()) throw world.Violation($"the oracle says\n{expected.Table()}\nthe hub has\n{Table(state)}");
    }

    /// <summary>Every value that was made up is written once, and so stands in one place at most.</summary>
    private static void CheckDoubled(SimulationWorld world, SettledState state)
    {
        var seen = new HashSet<string>();
        foreach (StoreValue value in LiveTree.Below(new StoreValue(state.Tree.Root)))
        {
            if (value.Kind != ValueKind.String || value.AsString() is not (['v', _, ..] or "p" or "q")) continue;
            if (!seen.Add(value.AsString())) throw world.Violation($"{value.AsString()} stands in two places");
        }
    }

    private static string Table(SettledState state) => string.Create(CultureInfo.InvariantCulture, $"revision {state.Revision} floor {state.Floor} forgotten {state.ForgottenAt} ts {state.LastTs:R}")
        + string.Concat(state.Sources.OrderBy(one => one.Key).Select(one => $"\n{one.Key} {Text(one.Value)}"));

    private static string Text(SourceEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.LastSeq}@{entry.LastRevision} ts {entry.LastTs:R} ")
        + $"voids [{string.Join(' ', entry.Voids.Select(range => $"{range.FirstSeq}+{range.Count}@{range.Revision}"))}]";
}
