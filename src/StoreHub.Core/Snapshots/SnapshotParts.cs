using System.Text.Json;
using StoreHub.Encodings;
using StoreHub.Json;
using StoreHub.Operations;

namespace StoreHub.Snapshots;

/// <summary>The fields of a snapshot's JSON, each well-formed by itself.</summary>
internal sealed class SnapshotParts
{
    public long Revision { get; private set; }

    public double Ts { get; private set; }

    public long Floor { get; private set; }

    public long ForgottenAt { get; private set; }

    public StoreValue State { get; private set; }

    public List<RunList> Arrays { get; } = [];

    public List<(SourceId Source, SourceParts Entry)> Sources { get; } = [];

    public static SnapshotParts Read(ref Utf8JsonReader reader)
    {
        JsonText.Next(ref reader);
        var parts = new SnapshotParts();
        var fields = new JsonFields("the snapshot");
        while (fields.Next(ref reader) is { } name)
        {
            switch (name)
            {
                case "version": SnapshotRules.RequireVersion(JsonFields.Integer(ref reader)); break;
                case "revision": parts.Revision = JsonFields.Integer(ref reader); break;
                case "ts": parts.Ts = JsonFields.Double(ref reader); break;
                case "floor": parts.Floor = JsonFields.Integer(ref reader); break;
                case "forgottenAt": parts.ForgottenAt = JsonFields.Integer(ref reader); break;
                case "state": parts.State = TaggedJson.Read(ref reader); break;
                case "arrays":
                    JsonFields.Require(ref reader, JsonTokenType.StartArray);
                    var names = new NameCache();
                    while (JsonFields.NextItem(ref reader)) parts.Arrays.Add(ReadArray(ref reader, names));
                    break;
                case "sources":
                    var sources = new JsonFields("the source table");
                    while (sources.Next(ref reader) is { } source) parts.Sources.Add((SourceId.Parse(source), SourceParts.Read(ref reader)));
                    break;
                default: throw fields.Unknown(name);
            }
        }

        fields.RequireCount(8);
        return parts;
    }

    private static RunList ReadArray(ref Utf8JsonReader reader, NameCache names)
    {
        var array = new RunList();
        var fields = new JsonFields("an array");
        while (fields.Next(ref reader) is { } name)
        {
            if (name != "runs") throw fields.Unknown(name);
            JsonFields.Require(ref reader, JsonTokenType.StartArray);
            while (JsonFields.NextItem(ref reader)) ReadRun(ref reader, array, names);
        }

        fields.RequireCount(1);
        return array;
    }

    private static void ReadRun(ref Utf8JsonReader reader, RunList array, NameCache names)
    {
        JsonFields.Require(ref reader, JsonTokenType.StartArray);
        long kind = JsonFields.NextInteger(ref reader);
        JsonFields.RequireNext(ref reader, JsonTokenType.String);
        SourceId source = SourceId.Parse(reader.HasValueSequence || reader.ValueIsEscaped ? JsonText.GetString(ref reader) : names.Get(reader.ValueSpan));
        ElementRun run = ElementRun.Create(kind, source, JsonFields.NextInteger(ref reader), JsonFields.NextInteger(ref reader), JsonFields.NextInteger(ref reader));
        if (run.Deleted)
        {
            JsonFields.RequireNext(ref reader, JsonTokenType.StartArray);
            int before = array.Revisions.Count;
            while (JsonFields.NextItem(ref reader)) array.Revisions.Add(JsonFields.Integer(ref reader));
            if (array.Revisions.Count - before != run.Count) throw SnapshotRules.Malformed($"a run of {run.Count} tombstones has another number of revisions");
        }

        array.Runs.Add(run);
        JsonFields.RequireNext(ref reader, JsonTokenType.EndArray);
    }
}
