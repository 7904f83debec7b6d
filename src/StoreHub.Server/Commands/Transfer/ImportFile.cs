using System.Text.Json;
using StoreHub.Encodings;
using StoreHub.Json;
using StoreHub.Operations;
using StoreHub.Replicas;
using StoreHub.Server.Files;
using StoreHub.Server.Logs;
using StoreHub.Server.Stores;

namespace StoreHub.Server.Commands.Transfer;

/// <summary>A store that was exported, read whole and judged before anything is made of it.</summary>
internal sealed class ImportFile
{
    private readonly Dictionary<SourceId, SourceOwner> _owners = [];
    private readonly List<HistoryRecord> _records = [];
    private readonly SettledState _state;
    private bool _hasEnded;

    private ImportFile(StoreName name, string epoch, long revision)
    {
        Name = name;
        Epoch = epoch;
        Revision = revision;
        _state = new SettledState();
    }

    private ImportFile(ImportFile head, SettledState snapshot)
        : this(head.Name, head.Epoch, head.Revision)
    {
        _owners = head._owners;
        _state = snapshot;
        SnapshotRevision = snapshot.Revision;
        Snapshot = snapshot.EncodeSnapshot();
        Base = LogCheckpoint.At(snapshot.Revision, snapshot.LastTs, snapshot.Floor);
        foreach ((SourceId source, SourceEntry entry) in snapshot.Sources) Base.Set(source, entry.LastSeq, OwnerOf(source));
        Sequencer.Restore(snapshot.Revision, snapshot.LastTs, snapshot.Floor, snapshot.Sources.Select(static source => KeyValuePair.Create(source.Key, source.Value.LastSeq)));
    }

    /// <summary>What the store was called.</summary>
    public StoreName Name { get; }

    /// <summary>The epoch that it was exported from.</summary>
    public string Epoch { get; }

    /// <summary>Its last revision.</summary>
    public long Revision { get; }

    public long SnapshotRevision { get; }

    /// <summary>The snapshot in the binary encoding.</summary>
    public byte[] Snapshot { get; } = [];

    /// <summary>What is known at the snapshot.</summary>
    public LogCheckpoint Base { get; } = new();

    public Sequencer Sequencer { get; } = new();

    /// <summary>The records after the snapshot.</summary>
    public IReadOnlyList<LogEntry> Entries => [.. _records.Select(record => new LogEntry(record, record.Source.IsNone ? default : OwnerOf(record.Source)))];

    public IReadOnlyDictionary<SourceId, SourceOwner> Owners => _owners;

    public StateHash Hash { get; private set; }

    /// <exception cref="ImportException">It is not whole, or something does not fit.</exception>
    public static ImportFile Read(Stream input)
    {
        var lines = new LineReader(input);
        ImportFile? file = null;
        bool hasSnapshot = false;
        while (lines.TryRead(out ReadOnlyMemory<byte> line))
        {
            try
            {
                switch (file is null ? "" : file._hasEnded ? null : FirstName(line.Span))
                {
                    case "" when FirstName(line.Span) == "storehub": file = ReadHead(line); break;
                    case "": throw new FormatException("it is no export of a store: it begins with {\"storehub\":\"export\",…}.");
                    case "source" when !hasSnapshot: file!.ReadSource(line); break;
                    case "version" when !hasSnapshot:
                        file = new ImportFile(file!, SettledState.DecodeSnapshotJson(line.Span));
                        hasSnapshot = true;
                        break;
                    case "kind" when hasSnapshot: file!.ReadRecord(line.Span); break;
                    case "records" when hasSnapshot: file!.ReadEnd(line); break;
                    case null: throw new FormatException("it comes after the last line.");
                    case { } name: throw new FormatException($"a line that begins with '{name}' does not belong here.");
                }
            }
            catch (Exception unfit) when (unfit is JsonException or StoreException or FormatException or InvalidOperationException or OperationLogException or KeyNotFoundException or OverflowException)
            {
                throw new ImportException(lines.Number, unfit switch
                {
                    KeyNotFoundException => "a field is missing.",
                    // it counts lines within the line
                    JsonException => unfit.Message.Replace("LineNumber: 0 | BytePositionInLine", "Byte", StringComparison.Ordinal),
                    _ => unfit.Message,
                }, unfit);
            }
        }

        return file is { _hasEnded: true } ? file : throw new ImportException(lines.Number + 1, "the file ends before its last line: it was cut.");
    }

    private SourceOwner OwnerOf(SourceId source) => _owners.GetValueOrDefault(source, new SourceOwner("", ""));

    private static string FirstName(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, JsonText.ReaderOptions);
        JsonText.Next(ref reader);
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("It is no JSON object.");
        JsonText.Next(ref reader);
        return reader.TokenType == JsonTokenType.PropertyName ? JsonText.GetString(ref reader) : throw new JsonException("The object is empty.");
    }

    private static ImportFile ReadHead(ReadOnlyMemory<byte> line)
    {
        using var head = JsonDocument.Parse(line);
        JsonElement root = head.RootElement;
        if (root.GetProperty("storehub"u8).GetString() != "export") throw new FormatException("it is no export of a store.");
        int version = root.GetProperty("version"u8).GetInt32();
        if (version != ExportFile.Version) throw new FormatException($"it is of version {version}, and this StoreHub reads version {ExportFile.Version}.");
        string epoch = root.GetProperty("epoch"u8).GetString() is { Length: > 0 } named ? named : throw new FormatException("it names no epoch.");
        return new ImportFile(StoreName.Parse(root.GetProperty("store"u8).GetString()), epoch, root.GetProperty("revision"u8).GetInt64());
    }

    private void ReadSource(ReadOnlyMemory<byte> line)
    {
        using var document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        SourceId source = SourceId.Parse(root.GetProperty("source"u8).GetString()!);
        var owner = new SourceOwner(root.GetProperty("principal"u8).GetString() ?? "", root.GetProperty("tokenHash"u8).GetString() ?? "");
        if (!_owners.TryAdd(source, owner)) throw new FormatException($"the source {source} stands twice.");
    }

    private void ReadRecord(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, JsonText.ReaderOptions);
        HistoryRecord record = RecordJson.Read(ref reader);
        if (reader.Read()) throw new JsonException("More follows the record.");
        Sequencer.Add(record);
        _state.Apply(record);
        _records.Add(record);
    }

    private void ReadEnd(ReadOnlyMemory<byte> line)
    {
        using var document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        long records = root.GetProperty("records"u8).GetInt64(), revision = root.GetProperty("revision"u8).GetInt64();
        StateHash hash = StateHash.Parse(root.GetProperty("stateHash"u8).GetString() ?? "");
        if (records != _records.Count) throw new FormatException($"{records} records are to stand before it, and {_records.Count} do.");
        if (revision != _state.Revision || revision != Revision) throw new FormatException($"the last revision is to be {revision}, the first line says {Revision}, and the records end at {_state.Revision}.");
        if (revision == 0) throw new FormatException("the store has no history.");
        foreach ((SourceId source, _) in _state.Sources)
        {
            if (!_owners.ContainsKey(source)) throw new FormatException($"nothing says whose the source {source} is.");
        }

        Hash = _state.ComputeHash();
        if (hash != Hash) throw new FormatException($"the state's hash is to be {hash}, and is {Hash}.");
        _hasEnded = true;
    }
}
