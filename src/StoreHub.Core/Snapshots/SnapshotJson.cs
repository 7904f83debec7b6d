using System.Buffers;
using System.Text.Json;
using StoreHub.Json;
using StoreHub.Operations;
using StoreHub.Replicas;
using StoreHub.State;

namespace StoreHub.Snapshots;

/// <summary>
/// Settled states as JSON. <c>state</c> is the visible state as tagged JSON, for readers that have nothing but a JSON parser;
/// <c>arrays</c> holds the runs of its arrays, each before the arrays within it, in the order in which they stand in <c>state</c>:
/// <c>{"version":1,"revision":9,"ts":1.5,"floor":0,"forgottenAt":0,"state":{…},"arrays":[{"runs":[[0,"a",0,0,3],…]},…],
/// "sources":{"a":{"seq":8,"revision":9,"ts":1.5,"voids":[[firstSeq,count,revision],…]}}}</c>. A run is as in the binary form.
/// </summary>
internal static class SnapshotJson
{
    public static byte[] Encode(SettledState state)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version"u8, SnapshotRules.Version);
            writer.WriteNumber("revision"u8, state.Revision);
            writer.WriteNumber("ts"u8, state.LastTs);
            writer.WriteNumber("floor"u8, state.Floor);
            writer.WriteNumber("forgottenAt"u8, state.ForgottenAt);
            writer.WritePropertyName("state"u8);
            TaggedJson.Write(writer, state.ToValue());
            writer.WriteStartArray("arrays"u8);
            WriteArrays(writer, new StoreValue(state.Tree.Root), new RunList());
            writer.WriteEndArray();
            WriteSources(writer, state.Sources);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="JsonException">It is not JSON, or more follows.</exception>
    /// <exception cref="StoreException">It is no snapshot, or a state that no history leads to.</exception>
    public static SettledState Decode(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, JsonText.ReaderOptions);
        var parts = SnapshotParts.Read(ref reader);
        if (reader.Read()) throw new JsonException("More follows the snapshot.");
        var assembly = new TreeAssembly(parts.Revision, parts.Ts, parts.Floor, parts.ForgottenAt);
        foreach ((SourceId source, SourceParts entry) in parts.Sources)
        {
            SourceEntry added = assembly.AddSource(source, entry.Seq, entry.Revision, entry.Ts);
            foreach ((long firstSeq, long count, long revision) in entry.Voids) SnapshotRules.AddVoid(assembly.Sources, added, firstSeq, count, revision, assembly.Floor);
        }

        return assembly.Finish(new ValueGraft(assembly, parts.Arrays).Root(parts.State));
    }

    private static void WriteArrays(Utf8JsonWriter writer, StoreValue value, RunList runs)
    {
        switch (value.Container)
        {
            case ObjectNode node:
                for (int slot = node.First; slot >= 0; slot = node.Next(slot)) WriteArrays(writer, node.ValueAt(slot), runs);
                break;
            case MapNode map:
                for (int slot = map.First; slot >= 0; slot = map.Next(slot)) WriteArrays(writer, map.ValueAt(slot), runs);
                break;
            case ArrayNode array:
                runs.Scan(array);
                WriteRuns(writer, runs);
                foreach (Element element in array.AllLive()) WriteArrays(writer, element.Value, runs);
                break;
        }
    }

    private static void WriteRuns(Utf8JsonWriter writer, RunList runs)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("runs"u8);
        int tombstone = 0;
        foreach (ElementRun run in runs.Runs)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(run.Kind);
            writer.WriteStringValue(run.Source.ToString());
            writer.WriteNumberValue(run.Seq);
            writer.WriteNumberValue(run.Ordinal);
            writer.WriteNumberValue(run.Count);
            if (run.Deleted)
            {
                writer.WriteStartArray();
                for (int i = 0; i < run.Count; i++) writer.WriteNumberValue(runs.Revisions[tombstone++]);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSources(Utf8JsonWriter writer, SourceTable sources)
    {
        writer.WriteStartObject("sources"u8);
        foreach ((SourceId source, SourceEntry entry) in sources.OrderBy(static pair => pair.Key))
        {
            writer.WriteStartObject(source.ToString());
            writer.WriteNumber("seq"u8, entry.LastSeq);
            writer.WriteNumber("revision"u8, entry.LastRevision);
            writer.WriteNumber("ts"u8, entry.LastTs);
            writer.WriteStartArray("voids"u8);
            foreach (VoidRange range in entry.Voids)
            {
                writer.WriteStartArray();
                writer.WriteNumberValue(range.FirstSeq);
                writer.WriteNumberValue(range.Count);
                writer.WriteNumberValue(range.Revision);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
