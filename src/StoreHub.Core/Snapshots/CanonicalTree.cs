using System.Buffers;
using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.State;

namespace StoreHub.Snapshots;

/// <summary>The canonical encoding of live containers, without a copy of them: the same bytes as <see cref="CanonicalEncoding"/> gives for the copy.</summary>
internal static class CanonicalTree
{
    public static MessagePackWriter Write(StateTree tree)
    {
        var writer = new MessagePackWriter(1024);
        WriteObject(writer, tree.Root);
        return writer;
    }

    private static void Write(MessagePackWriter writer, StoreValue value)
    {
        switch (value.Container)
        {
            case null:
                ValueEncoding.WriteScalar(writer, value);
                break;
            case ObjectNode node:
                WriteObject(writer, node);
                break;
            case MapNode map:
                int start = writer.Length;
                writer.WriteArrayHeader(map.Count * 2);
                for (int slot = map.First; slot >= 0; slot = map.Next(slot))
                {
                    ValueEncoding.WriteScalar(writer, map.KeyAt(slot));
                    Write(writer, map.ValueAt(slot));
                }

                writer.EndExtension(start, ExtensionType.Map);
                break;
            case SetNode set:
                NodeWriter.WriteSet(writer, set);
                break;
            case ArrayNode array:
                writer.WriteArrayHeader(array.Count);
                foreach (Element element in array.AllLive()) Write(writer, element.Value);
                break;
        }
    }

    private static void WriteObject(MessagePackWriter writer, ObjectNode node)
    {
        int count = node.Count;
        writer.WriteMapHeader(count);
        string[] keys = ArrayPool<string>.Shared.Rent(count);
        int next = 0;
        for (int slot = node.First; slot >= 0; slot = node.Next(slot)) keys[next++] = node.KeyAt(slot);
        Utf8KeyOrder.Sort(keys.AsSpan(0, count));
        for (int i = 0; i < count; i++)
        {
            writer.WriteString(keys[i]);
            Write(writer, node.ValueAt(node.Find(keys[i])));
        }

        keys.AsSpan(0, count).Clear();
        ArrayPool<string>.Shared.Return(keys);
    }
}
