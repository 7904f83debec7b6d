using StoreHub.Operations;
using StoreHub.State;

namespace StoreHub;

/// <summary>Gives the steps of a path through arrays the identity of the element that stands there now, so that the path follows it.</summary>
internal static class PathBinding
{
    /// <summary>Binds what can be bound; a path without arrays, or bound already, is given back as it is.</summary>
    public static StorePath Bind(StateTree tree, StorePath path)
    {
        PathSegment[]? bound = null;
        ContainerNode node = tree.Root;
        for (int i = 0; i < path.Count; i++)
        {
            PathSegment segment = path[i];
            if (segment.Element is null && node is ArrayNode array && ArrayPlace.Find(array, segment) is { } element)
            {
                bound ??= [.. path];
                bound[i] = segment = new PathSegment(segment.ArrayIndex, element.Id);
            }

            if (tree.Step(node, segment, stamp: false).Container is not ContainerNode next) break;
            node = next;
        }

        return bound is null ? path : StorePath.Wrap(bound);
    }
}
