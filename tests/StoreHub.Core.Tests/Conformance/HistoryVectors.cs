using System.Text.Json;
using StoreHub.Core.Tests.Generators;
using StoreHub.Core.Tests.Reference;
using StoreHub.Core.Tests.Replicas;
using StoreHub.Encodings;
using StoreHub.Json;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Conformance;

/// <summary>
/// Random histories of a hub and several authors, with what each author sees after each of its steps. The reference says it; a history
/// where the replica says otherwise is no vector but an error.
/// </summary>
internal sealed class HistoryVectors
{
    private readonly RandomHistory _history;
    private readonly long _seed;
    private readonly ReplicaUnderTest[] _replicas;
    private readonly List<HistoryRecord> _records = [];
    private readonly Dictionary<long, int> _snapshotOf = [];
    private readonly List<byte[]> _snapshots = [];
    private readonly List<Action<Utf8JsonWriter>> _steps = [];
    private ReplicaUnderTest _hub = new ReplicaUnderTest(default, Wire.Binary, drafts: false);

    private HistoryVectors(long seed, int maxSteps)
    {
        _seed = seed;
        _history = new RandomHistory(seed, maxSteps);
        _replicas = [.. _history.Authors.Select(author => new ReplicaUnderTest(author.Source, Wire.Binary, drafts: false))];
        Keep(0);
    }

    public static IEnumerable<string> Cases(int from, int count, int maxSteps) => Enumerable.Range(from, count).Select(seed => new HistoryVectors(seed, maxSteps).Run());

    private string Run()
    {
        foreach (HistoryStep step in _history.Steps()) Take(step);
        StoreValue state = _history.Hub.History.State.Visible();
        byte[] snapshot = (byte[])_hub.TakeSnapshot();
        return VectorFile.Case(writer =>
        {
            writer.WriteNumber("seed", _seed);
            Array(writer, "authors", _history.Authors, author => writer.WriteStringValue(author.Source.ToString()));
            Array(writer, "records", _records, record => RecordJson.Write(writer, record));
            Array(writer, "snapshots", _snapshots, bytes => writer.WriteBase64StringValue(bytes));
            Array(writer, "steps", _steps, step => step(writer));
            writer.WriteStartObject("end");
            writer.WriteJson("state", json => TaggedJson.Write(json, state));
            writer.WriteString("hash", StateHash.Of(CanonicalEncoding.ToBytes(state)).ToString());
            writer.WriteString("snapshot", Brief.Of(snapshot));
            writer.WriteEndObject();
        });
    }

    private void Take(HistoryStep step)
    {
        switch (step.Kind)
        {
            case StepKind.Sequence:
                _records.AddRange(step.Records);
                _hub.Deliver(step.Records);
                break;
            case StepKind.TakeSnapshot: Keep(step.Number); break;
            case StepKind.Crash:
                long newest = _snapshotOf.Keys.Where(revision => revision <= step.Number).Max();
                _hub = new ReplicaUnderTest(default, Wire.Binary, drafts: false);
                _hub.LoadSnapshot(_snapshots[_snapshotOf[newest]], []);
                _hub.Deliver([.. step.Records.Where(record => record.FirstRevision > newest)]);
                break;
            case StepKind.Write:
                Transaction transaction = step.Transaction!;
                _replicas[step.Author].Write(transaction);
                Add(step, "write", writer => writer.WriteJson("transaction", json => TransactionJson.Write(json, transaction)));
                break;
            case StepKind.Withdraw:
                _replicas[step.Author].Withdraw(step.Number);
                Add(step, "withdraw", writer => writer.WriteNumber("seq", step.Number));
                break;
            case StepKind.Deliver:
                _replicas[step.Author].Deliver(step.Records);
                int[] indexes = [.. step.Records.Select(record => _records.IndexOf(record))];
                Add(step, "deliver", writer => Array(writer, "records", indexes, writer.WriteNumberValue));
                break;
            case StepKind.LoadSnapshot:
                IReadOnlyList<Transaction> outbox = _history.Authors[step.Author].Outbox;
                _replicas[step.Author].LoadSnapshot(_snapshots[_snapshotOf[step.Number]], outbox);
                int snapshot = _snapshotOf[step.Number];
                // by their seqs: the author wrote them earlier, or a void stands in their place
                (long Seq, bool Void)[] own = [.. outbox.Select(one => (one.FirstSeq, one.IsVoid))];
                Add(step, "snapshot", writer =>
                {
                    writer.WriteNumber("snapshot", snapshot);
                    Array(writer, "outbox", [.. own.Where(one => !one.Void)], one => writer.WriteNumberValue(one.Seq));
                });
                break;
        }
    }

    private void Keep(long revision)
    {
        byte[] taken = (byte[])_hub.TakeSnapshot();
        if (_snapshotOf.TryGetValue(revision, out int known) && _snapshots[known].AsSpan().SequenceEqual(taken)) return;
        _snapshotOf[revision] = _snapshots.Count;
        _snapshots.Add(taken);
    }

    private void Add(HistoryStep step, string name, Action<Utf8JsonWriter> fields)
    {
        ModelAuthor author = _history.Authors[step.Author];
        ReplicaUnderTest replica = _replicas[step.Author];
        ReferenceState view = author.View;
        StoreValue visible = view.Visible();
        Assert.Equal(view.Structure(), replica.Structure());
        Assert.Equal(author.Settled.State.Structure(), replica.SettledStructure());
        Assert.Equal(author.Settled.Table(), replica.Table());
        Assert.Equal(visible, replica.Visible());
        string hash = Brief.Of(CanonicalEncoding.ToBytes(visible));
        string order = Brief.Of(ValueEncoding.ToBytes(visible));
        string settled = Brief.Of((byte[])replica.TakeSnapshot());
        long revision = author.Settled.Revision;
        bool looks = step.Kind != StepKind.Write;
        _steps.Add(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("do", name);
            writer.WriteNumber("author", step.Author);
            fields(writer);
            writer.WriteString("hash", hash);
            writer.WriteString("order", order);
            if (looks)
            {
                writer.WriteNumber("revision", revision);
                writer.WriteString("settled", settled);
            }

            writer.WriteEndObject();
        });
    }

    private static void Array<T>(Utf8JsonWriter writer, string name, IReadOnlyCollection<T> items, Action<T> write)
    {
        writer.WriteStartArray(name);
        foreach (T item in items) write(item);
        writer.WriteEndArray();
    }
}
