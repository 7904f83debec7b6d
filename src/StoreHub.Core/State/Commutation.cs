using StoreHub.Operations;

namespace StoreHub.State;

/// <summary>
/// Decides whether a settled operation may be applied to a tree that has an overlay on it, because it meets nothing that the overlay
/// made, changed, walked through or relied on. A wrong "no" costs time; a wrong "yes" would cost convergence.
/// </summary>
internal static class Commutation
{
    public static bool Commutes(StateTree tree, Operation operation)
    {
        ReadOnlySpan<PathSegment> path = operation.Path.Segments;
        bool slotTarget = operation is SetOperation or DeleteOperation or IncrementOperation;
        if (slotTarget && path.IsEmpty) return true;
        ReadOnlySpan<PathSegment> way = slotTarget ? path[..^1] : path;
        uint generation = tree.Generation;
        ContainerNode node = tree.Root;
        foreach (ref readonly PathSegment segment in way)
        {
            if (node is ObjectNode objectNode)
            {
                if (segment.Key.Kind != ValueKind.String || segment.Element is not null) return true;
                int slot = objectNode.Find(segment.Key.AsString());
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

        if (node is not ObjectNode target) return node.TouchStamp != generation;
        if (!slotTarget || path[^1].Key.Kind != ValueKind.String || path[^1].Element is not null) return true;
        int at = target.Find(path[^1].Key.AsString());
        if (at < 0) return target.TouchStamp != generation;
        return target.StampAt(at) != generation && (operation is not DeleteOperation || target.TouchStamp != generation);
    }
}
