using System.Runtime.InteropServices;
using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;
using StoreHub.State;

namespace StoreHub.Snapshots;

/// <summary>Writes live containers with all that a replica needs of them: insertion order, identities, tombstones.</summary>
internal sealed class NodeWriter
{
    private readonly Dictionary<SourceId, int> _indexes = [];
    private readonly RunList _runs = new();

    /// <summary>What is written.</summary>
    public MessagePackWriter Body { get; } = new(4096);

    /// <summary>The sources of the elements, in the order in which they came up.</summary>
    public List<SourceId> Sources { get; } = [];

    public void Write(StoreValue value)
    {
        switch (value.Container)
        {
            case null:
                ValueEncoding.WriteScalar(Body, value);
                break;
            case ObjectNode node:
                Body.WriteMapHeader(node.Count);
                for (int slot = node.First; slot >= 0; slot = node.Next(slot))
                {
                    Body.WriteString(node.KeyAt(slot));
                    Write(node.ValueAt(slot));
                }

                break;
            case MapNode map:
                int start = Body.Length;
                Body.WriteArrayHeader(map.Count * 2);
                for (int slot = map.First; slot >= 0; slot = map.Next(slot))
                {
                    ValueEncoding.WriteScalar(Body, map.KeyAt(slot));
                    Write(map.ValueAt(slot));
                }

                Body.EndExtension(start, ExtensionType.Map);
                break;
            case SetNode set:
                WriteSet(Body, set);
                break;
            case ArrayNode array:
                Body.WriteArrayHeader(2);
                WriteRuns(array);
                Body.WriteArrayHeader(array.Count);
                foreach (Element element in array.AllLive()) Write(element.Value);
                break;
        }
    }

    public static void WriteSet(MessagePackWriter writer, SetNode set)
    {
        int start = writer.Length;
        writer.WriteArrayHeader(set.Count);
        for (int slot = set.First; slot >= 0; slot = set.Next(slot)) ValueEncoding.WriteScalar(writer, set.KeyAt(slot));
        writer.EndExtension(start, ExtensionType.Set);
    }

    private void WriteRuns(ArrayNode array)
    {
        _runs.Scan(array);
        Body.WriteArrayHeader(_runs.Runs.Count);
        int tombstone = 0;
        foreach (ElementRun run in _runs.Runs)
        {
            Body.WriteArrayHeader(run.Deleted ? ElementRun.Fields + 1 : ElementRun.Fields);
            Body.WriteInt64(run.Kind);
            Body.WriteInt64(IndexOf(run.Source));
            Body.WriteInt64(run.Seq);
            Body.WriteInt64(run.Ordinal);
            Body.WriteInt64(run.Count);
            if (!run.Deleted) continue;
            Body.WriteArrayHeader(run.Count);
            for (int i = 0; i < run.Count; i++) Body.WriteInt64(_runs.Revisions[tombstone++]);
        }
    }

    private int IndexOf(SourceId source)
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_indexes, source, out bool known);
        if (known) return index;
        index = Sources.Count;
        Sources.Add(source);
        return index;
    }
}
