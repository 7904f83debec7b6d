using System.Diagnostics;
using StoreHub.State;

namespace StoreHub.Snapshots;

/// <summary>An array's elements and tombstones in order as runs, each as long as it can be, so that equal arrays have equal runs. Reusable.</summary>
internal sealed class RunList
{
    /// <summary>The runs in order.</summary>
    public List<ElementRun> Runs { get; } = [];

    /// <summary>The revisions of all tombstones in order.</summary>
    public List<long> Revisions { get; } = [];

    /// <summary>Takes in an array in place of what was here.</summary>
    public void Scan(ArrayNode array)
    {
        Runs.Clear();
        Revisions.Clear();
        ElementRun run = default;
        foreach (Element element in array.All())
        {
            Debug.Assert(element.DeletedAt != Element.Pending, "A snapshot is taken of the settled state only.");
            if (!element.IsLive) Revisions.Add(element.DeletedAt);
            if (run.Count > 0)
            {
                if (run.TryExtend(element.Id, !element.IsLive, out run)) continue;
                Runs.Add(run);
            }

            run = new ElementRun(!element.IsLive, false, element.Id.Source, element.Id.Seq, element.Id.Ordinal, 1);
        }

        if (run.Count > 0) Runs.Add(run);
    }
}
