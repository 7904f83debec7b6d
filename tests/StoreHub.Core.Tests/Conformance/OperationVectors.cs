using StoreHub.Core.Tests.Generators;
using StoreHub.Core.Tests.Replicas;
using StoreHub.Encodings;
using StoreHub.Json;
using StoreHub.Operations;

namespace StoreHub.Core.Tests.Conformance;

/// <summary>Transactions and records in all their encodings.</summary>
internal static class OperationVectors
{
    public static IEnumerable<string> Transactions()
    {
        for (int seed = 1; seed <= 350; seed++)
        {
            Transaction transaction = new SampleTransactions(seed).Next();
            yield return VectorFile.Case(writer =>
            {
                writer.WriteJson("json", json => TransactionJson.Write(json, transaction));
                writer.WriteHex("binary", TransactionEncoding.ToBytes(transaction));
            });
        }
    }

    public static IEnumerable<string> Records()
    {
        for (int seed = 1; seed <= 200; seed++)
        {
            HistoryRecord record = new SampleTransactions(seed).Record();
            yield return VectorFile.Case(writer =>
            {
                writer.WriteJson("json", json => RecordJson.Write(json, record));
                writer.WriteHex("binary", RecordEncoding.ToBytes(record));
            });
        }
    }

    public static IEnumerable<string> Batches()
    {
        for (int seed = 1; seed <= 150; seed++)
        {
            var history = new RandomHistory(seed, maxSteps: 30);
            foreach (HistoryStep step in history.Steps()) _ = step;
            // as they are read: authors here write −0 as a member, which no reader keeps
            HistoryRecord[] records = [.. history.Hub.Records.Skip(seed % 3).Take(1 + seed % 7).Select(record => Wire.Binary.Pass(record))];
            if (records.Length == 0) continue;
            yield return VectorFile.Case(writer =>
            {
                writer.WriteNumber("first", records[0].FirstRevision);
                writer.WriteStartArray("records");
                foreach (HistoryRecord record in records) RecordJson.Write(writer, record);
                writer.WriteEndArray();
                writer.WriteHex("binary", RecordBatch.ToBytes(records));
            });
        }
    }
}
