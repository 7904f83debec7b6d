using System.Text;
using StoreHub.Core.Tests.Reference;
using StoreHub.State;

namespace StoreHub.Core.Tests.Replicas;

/// <summary>Prints a live tree as <see cref="StructureText"/> says.</summary>
internal static class TreeText
{
    public static string Of(StateTree tree)
    {
        var text = new StringBuilder();
        Write(text, new StoreValue(tree.Root));
        return text.ToString();
    }

    private static void Write(StringBuilder text, StoreValue value)
    {
        switch (value.Container)
        {
            case null: text.Append(StructureText.Scalar(value)); break;
            case ObjectNode node: WriteTable(text.Append('{'), node, key => key, ":"); break;
            case MapNode node: WriteTable(text.Append("M{"), node, key => key, "=>"); break;
            case SetNode node: WriteTable(text.Append("S{"), node, key => key, null); break;
            case ArrayNode node: WriteArray(text, node); break;
            default: throw new InvalidOperationException($"{value.Container.GetType()} stands in a live tree.");
        }
    }

    private static void WriteTable<TKey, TRule>(StringBuilder text, TableNode<TKey, TRule> node, Func<TKey, StoreValue> keyOf, string? arrow)
        where TKey : notnull
        where TRule : struct, IKeyRule<TKey>
    {
        for (int slot = node.First; slot >= 0; slot = node.Next(slot))
        {
            if (slot != node.First) text.Append(',');
            text.Append(StructureText.Scalar(keyOf(node.KeyAt(slot))));
            if (arrow is not null) Write(text.Append(arrow), node.ValueAt(slot));
        }

        text.Append('}');
    }

    private static void WriteArray(StringBuilder text, ArrayNode node)
    {
        text.Append('[');
        int start = text.Length;
        foreach (Element element in node.All())
        {
            if (text.Length > start) text.Append(',');
            text.Append(element.Id);
            if (element.IsLive) Write(text.Append('='), element.Value);
            else text.Append(StructureText.Removed(element.DeletedAt));
        }

        text.Append(']');
    }
}
