using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using StoreHub.Benchmarks.Workloads;
using StoreHub.Encodings;
using StoreHub.Json;
using StoreHub.MessagePack;
using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Benchmarks.Encodings;

/// <summary>1,000 records in one piece, each a transaction that sets a key; into buffers that are kept. Per record.</summary>
[MemoryDiagnoser]
public class BatchBenchmarks : IDisposable
{
    private const int Records = 1_000;

    private readonly MessagePackWriter _binaryWriter = new(1 << 17);
    private readonly ArrayBufferWriter<byte> _jsonBuffer = new(1 << 18);
    private readonly NameCache _names = new();
    private HistoryRecord[] _records = null!;
    private Utf8JsonWriter _jsonWriter = null!;
    private byte[] _binary = null!;
    private byte[] _json = null!;

    [GlobalSetup]
    public void Setup()
    {
        SettledState state = KeyedState.Create();
        _records = KeyedState.Overwrites(state, Records);
        _jsonWriter = new Utf8JsonWriter(_jsonBuffer, JsonText.WriterOptions);
        Encode();
        _binary = _binaryWriter.ToArray();
        EncodeJson();
        _json = _jsonBuffer.WrittenSpan.ToArray();
        if (Decode() != _records[^1].LastRevision || DecodeJson() != _records[^1].LastRevision) throw new InvalidOperationException("A decoded batch is another one.");
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _jsonWriter?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Description = "encode", OperationsPerInvoke = Records)]
    public int Encode()
    {
        _binaryWriter.Clear();
        foreach (HistoryRecord record in _records) RecordEncoding.Write(_binaryWriter, record);
        return _binaryWriter.Length;
    }

    [Benchmark(Description = "decode", OperationsPerInvoke = Records)]
    public long Decode()
    {
        var reader = new MessagePackReader(_binary);
        long last = 0;
        while (!reader.End) last = RecordEncoding.Read(ref reader, limits: null, _names).LastRevision;
        return last;
    }

    [Benchmark(Description = "encode as JSON", OperationsPerInvoke = Records)]
    public long EncodeJson()
    {
        _jsonBuffer.ResetWrittenCount();
        _jsonWriter.Reset();
        _jsonWriter.WriteStartArray();
        foreach (HistoryRecord record in _records) RecordJson.Write(_jsonWriter, record);
        _jsonWriter.WriteEndArray();
        _jsonWriter.Flush();
        return _jsonWriter.BytesCommitted;
    }

    [Benchmark(Description = "decode from JSON", OperationsPerInvoke = Records)]
    public long DecodeJson()
    {
        var reader = new Utf8JsonReader(_json, JsonText.ReaderOptions);
        reader.Read();
        long last = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) last = RecordJson.Read(ref reader).LastRevision;
        return last;
    }
}
