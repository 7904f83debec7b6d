using System.Text.Json;

namespace StoreHub.LoadTests.Results;

/// <summary>Reads what <c>load</c> and <c>compare</c> have written; which of them it was, the content says.</summary>
internal static class ResultReader
{
    /// <returns>One result, or all runs of a comparison.</returns>
    /// <exception cref="ResultException">It is no result.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<LoadResult> Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(file);
        }
        catch (JsonException e)
        {
            throw new ResultException($"{path} is no JSON: {e.Message}", e);
        }

        using (document)
        {
            JsonElement root = document.RootElement;
            bool compared = Has(root, "runs");
            if (!compared && !(Has(root, "target") && Has(root, "samples"))) throw new ResultException($"{path} is JSON, but was not written by load or compare.");
            try
            {
                IReadOnlyList<LoadResult> results = compared ? root.Deserialize<CompareResult>(ResultJson.Options)!.Runs : [root.Deserialize<LoadResult>(ResultJson.Options)!];
                if (results.Count == 0) throw new ResultException($"{path} is a comparison without runs.");
                // the serializer holds the types to what they say about null, but not what is in their lists
                if (results.Any(static run => run is null || run.Problems.Any(static problem => problem is null) || run.Samples.Any(static sample => sample is null) || HasNoBucket(run.LatencyMs) || HasNoBucket(run.AckLatencyMs)))
                    throw new ResultException($"{path} is no result of load or compare: a list in it has null for an item.");
                return results;
            }
            catch (JsonException e)
            {
                throw new ResultException($"{path} is no result of load or compare: {e.Message}", e);
            }
        }
    }

    private static bool Has(JsonElement root, string name) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out _);

    private static bool HasNoBucket(LatencySummary? summary) => summary is not null && summary.Buckets.Any(static bucket => bucket is null);
}
