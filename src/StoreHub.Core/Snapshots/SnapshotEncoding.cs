using StoreHub.Encodings;
using StoreHub.MessagePack;
using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Snapshots;

/// <summary>
/// Settled states as MessagePack: <c>[1, revision, lastTs, floor, forgottenAt, elementSources, sources, root]</c>. <c>sources</c> holds
/// <c>[name, lastSeq, lastRevision, lastTs, [[firstSeq, count, revision], …]]</c> by ordinal name. Objects, Maps and Sets stand as in values;
/// an array is <c>[runs, items]</c>: the runs <c>[kind, source, seq, ordinal, n]</c> name elements and tombstones in order, a run of
/// tombstones ends with their revisions, and the items are the values of the live ones. Equal states have equal bytes.
/// </summary>
internal static class SnapshotEncoding
{
    public const int Fields = 8;

    public static byte[] Encode(SettledState state)
    {
        var nodes = new NodeWriter();
        nodes.Write(new StoreValue(state.Tree.Root));
        var writer = new MessagePackWriter(nodes.Body.Length + 256 + (state.Sources.Count * 57));
        writer.WriteArrayHeader(Fields);
        writer.WriteInt64(SnapshotRules.Version);
        writer.WriteInt64(state.Revision);
        writer.WriteDouble(state.LastTs);
        writer.WriteInt64(state.Floor);
        writer.WriteInt64(state.ForgottenAt);
        writer.WriteArrayHeader(nodes.Sources.Count);
        foreach (SourceId source in nodes.Sources) writer.WriteString(source.ToString());
        WriteSources(writer, state.Sources);
        writer.WriteRaw(nodes.Body.WrittenSpan);
        return writer.ToArray();
    }

    /// <exception cref="MessagePackFormatException">The bytes are no snapshot, or more than one.</exception>
    /// <exception cref="StoreException">A state that no history leads to.</exception>
    public static SettledState Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        if (reader.ReadArrayHeader() is var fields and not Fields) throw SnapshotRules.Malformed($"it has {fields} fields, not {Fields}");
        SnapshotRules.RequireVersion(reader.ReadInt64());
        long revision = reader.ReadInt64();
        double ts = reader.ReadDouble();
        var assembly = new TreeAssembly(revision, ts, reader.ReadInt64(), reader.ReadInt64());
        SourceId[] elementSources = ReadNames(ref reader);
        ReadSources(ref reader, assembly);
        State.ObjectNode root = new NodeReader(assembly, elementSources).ReadRoot(ref reader);
        return reader.End ? assembly.Finish(root) : throw new MessagePackFormatException($"{reader.Remaining} bytes follow the snapshot.");
    }

    private static void WriteSources(MessagePackWriter writer, SourceTable sources)
    {
        writer.WriteArrayHeader(sources.Count);
        foreach ((SourceId source, SourceEntry entry) in sources.OrderBy(static pair => pair.Key))
        {
            writer.WriteArrayHeader(5);
            writer.WriteString(source.ToString());
            writer.WriteInt64(entry.LastSeq);
            writer.WriteInt64(entry.LastRevision);
            writer.WriteDouble(entry.LastTs);
            writer.WriteArrayHeader(entry.Voids.Count);
            foreach (VoidRange range in entry.Voids)
            {
                writer.WriteArrayHeader(3);
                writer.WriteInt64(range.FirstSeq);
                writer.WriteInt64(range.Count);
                writer.WriteInt64(range.Revision);
            }
        }
    }

    private static SourceId[] ReadNames(ref MessagePackReader reader)
    {
        int count = reader.ReadArrayHeader();
        var names = new SourceId[count];
        var seen = new HashSet<SourceId>();
        for (int i = 0; i < count; i++)
        {
            names[i] = ReadName(ref reader);
            if (!seen.Add(names[i])) throw SnapshotRules.Malformed($"the source {names[i]} stands twice");
        }

        return names;
    }

    private static void ReadSources(ref MessagePackReader reader, TreeAssembly assembly)
    {
        SourceId last = default;
        for (int left = reader.ReadArrayHeader(); left > 0; left--)
        {
            RequireFields(ref reader, 5, "a source");
            SourceId source = ReadName(ref reader);
            if (!last.IsNone && source <= last) throw SnapshotRules.Malformed($"the source {source} comes after {last}");
            last = source;
            SourceEntry entry = assembly.AddSource(source, reader.ReadInt64(), reader.ReadInt64(), reader.ReadDouble());
            for (int voids = reader.ReadArrayHeader(); voids > 0; voids--)
            {
                RequireFields(ref reader, 3, "a void");
                SnapshotRules.AddVoid(assembly.Sources, entry, reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), assembly.Floor);
            }
        }
    }

    private static SourceId ReadName(ref MessagePackReader reader) => new DecodingContext(null, null).ReadSource(ref reader);

    private static void RequireFields(ref MessagePackReader reader, int wanted, string what)
    {
        if (reader.ReadArrayHeader() is var fields && fields != wanted) throw SnapshotRules.Malformed($"{what} has {fields} fields, not {wanted}");
    }
}
