using StoreHub.Tests;

namespace StoreHub.Core.Tests.Conformance;

/// <summary>
/// The files in <c>conformance/</c> say what the reference and the replica compute. <c>STOREHUB_WRITE_CONFORMANCE=1</c> writes them anew.
/// </summary>
public sealed class ConformanceTests
{
    private static readonly Dictionary<string, Func<IEnumerable<string>>> Files = new()
    {
        ["values"] = ValueVectors.Cases,
        ["transactions"] = OperationVectors.Transactions,
        ["records"] = OperationVectors.Records,
        ["batches"] = OperationVectors.Batches,
        ["effects"] = EffectVectors.Cases,
        ["snapshots"] = SnapshotVectors.Cases,
        ["refusals"] = RefusalVectors.Cases,
        ["histories"] = static () => HistoryVectors.Cases(1, 400, maxSteps: 16),
        ["peers"] = PeerVectors.Cases,
        ["long-histories"] = static () => HistoryVectors.Cases(1001, 24, maxSteps: 60),
    };

    public static TheoryData<string> Names => [.. Files.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_files_are_what_is_computed(string name)
    {
        string path = Path.Combine(Repository.Root, "conformance", $"{name}.json");
        string computed = VectorFile.Text(Files[name]());
        if (Environment.GetEnvironmentVariable("STOREHUB_WRITE_CONFORMANCE") == "1") File.WriteAllText(path, computed);
        string[] expected = File.ReadAllText(path).Split('\n');
        string[] lines = computed.Split('\n');
        for (int i = 0; i < Math.Min(expected.Length, lines.Length); i++) Assert.Equal(expected[i], lines[i]);
        Assert.Equal(expected.Length, lines.Length);
    }
}
