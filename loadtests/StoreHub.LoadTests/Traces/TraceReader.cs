using System.IO.Compression;
using System.Text.Json;

namespace StoreHub.LoadTests.Traces;

/// <summary>Reads traces of both formats, packed or not; what a file is, its content says.</summary>
internal static class TraceReader
{
    /// <exception cref="TraceException">It is no trace.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Trace Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        try
        {
            bool packed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            file.Position = 0;
            using Stream content = packed ? new GZipStream(file, CompressionMode.Decompress) : file;
            using JsonDocument document = JsonDocument.Parse(content);
            return Read(NameOf(path), document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            throw new TraceException($"{path} is no trace: {e.Message}", e);
        }
        catch (TraceException e)
        {
            throw new TraceException($"{path} is no trace: {e.Message}", e);
        }
    }

    public static Trace Read(string name, JsonElement root)
    {
        var fields = new TraceFields(root, "the trace");
        bool concurrent = fields.Text("kind", "sequential") switch
        {
            "concurrent" => true,
            "sequential" => false,
            var other => throw new TraceException($"its kind is '{other}', which is neither concurrent nor sequential."),
        };
        int authors = concurrent ? fields.Count("numAgents") : 1;
        if (authors is < 1 or > 1000) throw new TraceException($"numAgents is {authors}; it must be from 1 to 1000.");
        JsonElement txns = fields.List("txns");
        var transactions = new List<TraceTransaction>(txns.GetArrayLength());
        foreach (JsonElement txn in txns.EnumerateArray()) transactions.Add(ReadTransaction(txn, transactions.Count, concurrent, authors));
        return new Trace(name, concurrent, authors, fields.Text("startContent", ""), fields.Text("endContent"), transactions);
    }

    private static TraceTransaction ReadTransaction(JsonElement txn, int index, bool concurrent, int authors)
    {
        string place = $"transaction {index}";
        var fields = new TraceFields(txn, place);
        TracePatch[] patches = [.. fields.List("patches").EnumerateArray().Select((patch, i) => ReadPatch(patch, $"patch {i} of {place}"))];
        if (!concurrent) return new TraceTransaction(0, [], patches);
        int author = fields.Count("agent");
        if (author >= authors) throw new TraceException($"{place} is by agent {author}, but there are {authors}.");
        int[] parents = [.. fields.List("parents").EnumerateArray().Select(parent => TraceFields.Count(parent, $"a parent of {place}"))];
        foreach (int parent in parents)
        {
            if (parent >= index) throw new TraceException($"{place} has the parent {parent}, which does not come before it.");
        }

        return new TraceTransaction(author, parents, patches);
    }

    private static TracePatch ReadPatch(JsonElement patch, string place)
    {
        if (patch.ValueKind != JsonValueKind.Array || patch.GetArrayLength() != 3) throw new TraceException($"{place} is not [position, deleted, \"inserted\"].");
        return new TracePatch(
            TraceFields.Count(patch[0], $"the position of {place}"),
            TraceFields.Count(patch[1], $"the number of deleted characters of {place}"),
            Characters.Of(TraceFields.Text(patch[2], $"the inserted text of {place}")));
    }

    private static string NameOf(string path)
    {
        string name = Path.GetFileName(path);
        foreach (string extension in (ReadOnlySpan<string>)[".gz", ".json"])
        {
            if (name.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) name = name[..^extension.Length];
        }

        return name;
    }
}
