using StoreHub.Operations;

namespace StoreHub.State;

/// <summary>
/// Decides whether a settled operation may be applied to a tree that has an overlay on it, because it meets nothing that the overlay
/// made, changed, walked through or relied on. A wrong "no" costs time; a wrong "yes" would cost convergence.
/// </summary>
internal static class Commutation
{
    /// <summary>Decides it.</summary>
    /// <param name="tree">The tree, with the overlay on it.</param>
    /// <param name="operation">The settled operation.</param>
    /// <param name="target">The container that it is about, for <see cref="StateTree.ApplyAt"/>; null if there is none, so that the operation has no effect.</param>
    public static bool Commutes(StateTree tree, Operation operation, out ContainerNode? target)
    {
        target = null;
        ReadOnlySpan<PathSegment> path = operation.Path.Segments;
        bool slotTarget = StateTree.NamesSlot(operation);
        if (slotTarget && path.IsEmpty) return true;
        ReadOnlySpan<PathSegment> way = slotTarget ? path[..^1] : path;
        uint generation = tree.Generation;
        ContainerNode node = tree.Root;
        foreach (ref readonly PathSegment segment in way)
        {
            if (node is ObjectNode objectNode)
            {
                if (segment.ObjectKey is not { } key) return true;
                int slot = objectNode.Find(key);
                if (slot < 0) return objectNode.TouchStamp != generation;
                if (objectNode.ValueAt(slot).Container is not ContainerNode next) return objectNode.StampAt(slot) != generation;
                node = next;
            }
            else
            {
                // a step by identity or key finds the same entry whatever else the overlay did to the container; a step by index does not
                bool touched = node.TouchStamp == generation;
                if (touched && node is ArrayNode && segment.Element is null) return false;
                if (tree.Step(node, segment, stamp: false).Container is not ContainerNode next) return !touched;
                node = next;
            }

            if (node.BornStamp == generation) return false;
        }

        target = node;
        if (node is not ObjectNode owner) return node.TouchStamp != generation;
        if (!slotTarget || path[^1].ObjectKey is not { } name) return true;
        int at = owner.Find(name);
        if (at < 0) return owner.TouchStamp != generation;
        return owner.StampAt(at) != generation && (operation is not DeleteOperation || owner.TouchStamp != generation);
    }
}
