using StoreHub.Operations;

namespace StoreHub.State;

/// <summary>Makes live containers of values that operations carry. Depth is bounded where values enter.</summary>
internal static class NodeBuilder
{
    /// <summary>Gives a scalar as it is, and a container as a live one whose array elements are named after the operation.</summary>
    public static StoreValue Build(StoreValue value, SourceId source, long seq)
    {
        switch (value.Container)
        {
            case null:
                return value;
            case ObjectValue objectValue:
                var node = new ObjectNode();
                foreach ((string key, StoreValue child) in objectValue) node.Add(key, Build(child, source, seq));
                return new StoreValue(node);
            case ArrayValue array:
                return new StoreValue(BuildArray(array, source, seq));
            case MapValue map:
                var mapNode = new MapNode();
                foreach ((StoreValue key, StoreValue child) in map) mapNode.Add(key, Build(child, source, seq));
                return new StoreValue(mapNode);
            case SetValue set:
                var setNode = new SetNode();
                foreach (StoreValue member in set) setNode.Add(member, default);
                return new StoreValue(setNode);
            default:
                throw new InvalidOperationException("A live container never stands in an operation.");
        }
    }

    private static ArrayNode BuildArray(ArrayValue array, SourceId source, long seq)
    {
        var node = new ArrayNode();
        Element? last = null;
        for (int i = 0; i < array.Count; i++)
        {
            var element = new Element(new ElementId(source, seq, i), Build(array[i], source, seq));
            node.InsertAfter(last, element);
            last = element;
        }

        return node;
    }
}
