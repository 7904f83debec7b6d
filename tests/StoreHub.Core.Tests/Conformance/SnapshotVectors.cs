using System.Text;
using StoreHub.Core.Tests.Generators;
using StoreHub.Core.Tests.Reference;
using StoreHub.Encodings;
using StoreHub.Replicas;

namespace StoreHub.Core.Tests.Conformance;

/// <summary>Settled states in both forms.</summary>
internal static class SnapshotVectors
{
    public static IEnumerable<string> Cases()
    {
        for (int seed = 2001; seed <= 2120; seed++)
        {
            var history = new RandomHistory(seed, maxSteps: 25);
            foreach (HistoryStep step in history.Steps()) _ = step;
            int count = history.Hub.Records.Count * (1 + seed % 4) / 4;
            var state = new SettledState();
            foreach (Operations.HistoryRecord record in history.Hub.Records.Take(count)) state.Apply(record);
            ReferenceHistory reference = ReferenceReplica.Settled(history.Hub.Records.Take(count).Reverse());
            Assert.Equal(CanonicalEncoding.ToBytes(reference.State.Visible()), state.ToCanonicalBytes());
            yield return VectorFile.Case(writer =>
            {
                writer.WriteHex("binary", state.EncodeSnapshot());
                writer.WriteString("json", Encoding.UTF8.GetString(state.EncodeSnapshotJson()));
                writer.WriteString("hash", state.ComputeHash().ToString());
            });
        }
    }
}
