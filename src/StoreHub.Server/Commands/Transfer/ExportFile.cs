using System.Buffers;
using System.Text.Json;
using StoreHub.Json;
using StoreHub.Operations;
using StoreHub.Server.Files;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Commands.Transfer;

/// <summary>Writes one store as JSON lines (docs/operations.md): a header, the sources, the snapshot, the records after it, and a last line by which a cut file is noticed.</summary>
internal static class ExportFile
{
    public const int Version = 1;

    /// <summary>Writes what a store's folder holds; its records are folded in meanwhile.</summary>
    public static void Write(Stream output, StoreFolder folder, StoreContent content)
    {
        RecoveredLog log = content.Log;
        Line(output, writer =>
        {
            writer.WriteString("storehub"u8, "export"u8);
            writer.WriteNumber("version"u8, Version);
            writer.WriteString("store"u8, folder.Name.ToString());
            writer.WriteString("epoch"u8, log.Ends[^1].Epoch);
            writer.WriteNumber("revision"u8, log.Sequencer.LastRevision);
        });
        foreach (SourceId source in SourcesOf(content).Where(log.Owners.ContainsKey))
        {
            SourceOwner owner = log.Owners[source];
            Line(output, writer =>
            {
                writer.WriteString("source"u8, source.ToString());
                writer.WriteString("principal"u8, owner.Principal);
                writer.WriteString("tokenHash"u8, owner.TokenHash);
            });
        }

        output.Write(content.State.EncodeSnapshotJson());
        output.WriteByte((byte)'\n');
        var buffer = new ArrayBufferWriter<byte>();
        foreach (HistoryRecord record in content.Later)
        {
            buffer.ResetWrittenCount();
            using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions)) RecordJson.Write(writer, record);
            output.Write(buffer.WrittenSpan);
            output.WriteByte((byte)'\n');
        }

        content.Fold(folder);
        Line(output, writer =>
        {
            writer.WriteNumber("records"u8, content.Later.Count);
            writer.WriteNumber("revision"u8, content.State.Revision);
            writer.WriteString("stateHash"u8, content.State.ComputeHash().ToString());
        });
    }

    private static IEnumerable<SourceId> SourcesOf(StoreContent content) =>
        content.State.Sources.Select(static source => source.Key).Concat(content.Later.Select(static record => record.Source)).Where(static source => !source.IsNone).Distinct().Order();

    private static void Line(Stream output, Action<Utf8JsonWriter> write)
    {
        using (var writer = new Utf8JsonWriter(output, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }
}
