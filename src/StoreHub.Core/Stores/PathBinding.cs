using StoreHub.Operations;
using StoreHub.State;

namespace StoreHub;

/// <summary>Gives the steps of a path through arrays the identity of the element that stands there now, so that the path follows it.</summary>
internal static class PathBinding
{
    /// <summary>Binds what can be bound; a path without arrays, or bound already, is given back as it is.</summary>
    public static StorePath Bind(StateTree tree, StorePath path) => Bind(tree, path, out _);

    /// <summary>The same, and gives what the last step starts from; null if nothing stands there.</summary>
    public static StorePath Bind(StateTree tree, StorePath path, out ContainerNode? parent)
    {
        PathSegment[]? bound = null;
        ContainerNode? node = tree.Root;
        parent = null;
        for (int i = 0; node is not null && i < path.Count; i++)
        {
            ref readonly PathSegment segment = ref path.Segments[i];
            if (segment.Element is null && node is ArrayNode array && ArrayPlace.Find(array, segment) is { } element)
            {
                bound ??= [.. path];
                bound[i] = new PathSegment(segment.ArrayIndex, element.Id);
                segment = ref bound[i];
            }

            if (i == path.Count - 1) parent = node;
            else node = tree.Step(node, segment, stamp: false).Container as ContainerNode;
        }

        return bound is null ? path : StorePath.Wrap(bound);
    }
}
