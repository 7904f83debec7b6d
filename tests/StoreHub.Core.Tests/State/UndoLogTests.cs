using StoreHub.Core.Tests.Generators;
using StoreHub.Operations;
using StoreHub.State;

namespace StoreHub.Core.Tests.State;

/// <summary>The ring of changes: undone at one end, settled at the other, growing in between.</summary>
public sealed class UndoLogTests
{
    [Fact]
    public void TheRingKeepsItsOrderWhileItGrows() => Seeds.Run(200, static seed =>
    {
        var dice = new Dice(seed);
        var log = new UndoLog();
        var model = new List<int>();
        var element = new Element(new ElementId(SourceId.Parse("s"), 0, 0), -1);
        int current = -1;
        for (int step = 0; step < 600; step++)
        {
            switch (dice.Next(8))
            {
                case 0:
                    int dropped = dice.Next(model.Count + 1);
                    log.Drop(dropped);
                    model.RemoveRange(0, dropped);
                    break;
                case 1 or 2 when model.Count > 0:
                    log.UndoLast(1);
                    current = model[^1];
                    model.RemoveAt(model.Count - 1);
                    Assert.Equal(current, element.Value);
                    break;
                default:
                    for (int pushes = dice.Next(12); pushes > 0; pushes--)
                    {
                        log.Operation = step;
                        ref UndoEntry entry = ref log.Push(UndoKind.ElementChanged);
                        Assert.Equal(step, entry.Operation);
                        Assert.Null(entry.Node);
                        entry.Element = element;
                        entry.Value = current;
                        model.Add(current);
                        element.Value = ++current;
                    }

                    break;
            }

            Assert.Equal(model.Count, log.Count);
            for (int i = 0; i < model.Count; i++) Assert.Equal(model[i], log[i].Value);
        }
    });

    [Fact]
    public void EveryKindOfChangeIsTakenBack() => Seeds.Run(300, static seed =>
    {
        var source = SourceId.Parse("a");
        var tree = new StateTree();
        var undo = new UndoLog();
        Transaction furniture = RandomOperations.Furniture(source, 1, 100);
        for (int i = 0; i < furniture.Count; i++) tree.Apply(furniture.Operations[i], i + 1, undo: null);
        byte[] before = Snapshots.SnapshotStates.BytesOf(tree);
        var dice = new Dice(seed);
        foreach (HistoryRecord record in Snapshots.SnapshotStates.History(seed))
        {
            foreach (Operation operation in record.Operations) tree.Apply(operation, Element.Pending, undo);
            if (dice.Chance(0.9)) continue;
            while (undo.Count > 0) undo.UndoLast(tree.Generation);
            Assert.Equal(before, Snapshots.SnapshotStates.BytesOf(tree));
        }

        while (undo.Count > 0) undo.UndoLast(tree.Generation);
        Assert.Equal(before, Snapshots.SnapshotStates.BytesOf(tree));
    });
}
