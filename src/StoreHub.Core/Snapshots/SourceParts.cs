using System.Text.Json;

namespace StoreHub.Snapshots;

/// <summary>What a snapshot's JSON says of one source, its numbers not yet held against each other.</summary>
internal sealed class SourceParts
{
    public long Seq { get; private set; } = -1;

    public long Revision { get; private set; } = -1;

    public double Ts { get; private set; }

    public List<(long FirstSeq, long Count, long Revision)> Voids { get; } = [];

    public static SourceParts Read(ref Utf8JsonReader reader)
    {
        var parts = new SourceParts();
        var fields = new JsonFields("a source");
        while (fields.Next(ref reader) is { } name)
        {
            switch (name)
            {
                case "seq": parts.Seq = JsonFields.Integer(ref reader); break;
                case "revision": parts.Revision = JsonFields.Integer(ref reader); break;
                case "ts": parts.Ts = JsonFields.Double(ref reader); break;
                case "voids":
                    JsonFields.Require(ref reader, JsonTokenType.StartArray);
                    while (JsonFields.NextItem(ref reader))
                    {
                        JsonFields.Require(ref reader, JsonTokenType.StartArray);
                        parts.Voids.Add((JsonFields.NextInteger(ref reader), JsonFields.NextInteger(ref reader), JsonFields.NextInteger(ref reader)));
                        JsonFields.RequireNext(ref reader, JsonTokenType.EndArray);
                    }

                    break;
                default: throw fields.Unknown(name);
            }
        }

        fields.RequireCount(4);
        return parts;
    }
}
