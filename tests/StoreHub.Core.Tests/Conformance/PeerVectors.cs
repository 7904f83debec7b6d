using StoreHub.Core.Tests.Generators;
using StoreHub.Core.Tests.Reference;
using StoreHub.Core.Tests.Replicas;
using StoreHub.Encodings;
using StoreHub.Json;
using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Core.Tests.Conformance;

/// <summary>Random histories of peers without a hub: operations that arrive in any order, with gaps and repeats.</summary>
internal static class PeerVectors
{
    public static IEnumerable<string> Cases() => Enumerable.Range(1, 100).Select(seed => Case(seed));

    private static string Case(int seed)
    {
        var history = new RandomPeers(seed, maxSteps: 16);
        PeerReplica[] peers = [.. history.Sources.Select(source => new PeerReplica(source))];
        var steps = new List<(int Peer, int[] Operations, string Hash, string Order)>();
        var known = new Dictionary<OperationId, int>();
        foreach (PeerStep step in history.Steps())
        {
            IReadOnlyList<Operation> arriving = step.Transaction?.Operations ?? step.Received;
            foreach (Operation operation in arriving) known.TryAdd(operation.Id, known.Count);
            peers[step.Peer].Apply(arriving);
            ReferenceState expected = ReferenceReplica.Peers(history.Received(step.Peer));
            StoreValue visible = expected.Visible();
            Assert.Equal(expected.Structure(), TreeText.Of(peers[step.Peer].Tree));
            Assert.Equal(visible, peers[step.Peer].ToValue());
            steps.Add((step.Peer, [.. arriving.Select(operation => known[operation.Id])], Brief.Of(CanonicalEncoding.ToBytes(visible)), Brief.Of(ValueEncoding.ToBytes(visible))));
        }

        StoreValue end = ReferenceReplica.Peers(history.All).Visible();
        return VectorFile.Case(writer =>
        {
            writer.WriteNumber("seed", seed);
            writer.WriteStartArray("peers");
            foreach (SourceId source in history.Sources) writer.WriteStringValue(source.ToString());
            writer.WriteEndArray();
            writer.WriteStartArray("operations");
            foreach (Operation operation in history.All.OrderBy(operation => known[operation.Id])) OperationJson.Write(writer, operation);
            writer.WriteEndArray();
            writer.WriteStartArray("steps");
            foreach ((int peer, int[] operations, string hash, string order) in steps)
            {
                writer.WriteStartObject();
                writer.WriteNumber("peer", peer);
                writer.WriteStartArray("operations");
                foreach (int operation in operations) writer.WriteNumberValue(operation);
                writer.WriteEndArray();
                writer.WriteString("hash", hash);
                writer.WriteString("order", order);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartObject("end");
            writer.WriteJson("state", json => TaggedJson.Write(json, end));
            writer.WriteString("hash", StateHash.Of(CanonicalEncoding.ToBytes(end)).ToString());
            writer.WriteEndObject();
        });
    }
}
