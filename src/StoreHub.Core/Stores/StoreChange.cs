using StoreHub.Operations;

namespace StoreHub;

/// <summary>What changed in one batch, as one subscriber sees it. Immutable.</summary>
public sealed class StoreChange
{
    private readonly IReadOnlyList<StorePath>? _paths;

    internal StoreChange(IReadOnlyList<StorePath>? paths) => _paths = paths;

    /// <summary>Whether anything may have changed: a snapshot replaced the state, or there were more than 1,000 places to list.</summary>
    public bool IsReset => _paths is null;

    /// <summary>The places that changed, in the order of the operations; the root alone for a reset.</summary>
    public IReadOnlyList<StorePath> Paths => _paths ?? [StorePath.Root];

    /// <summary>The deepest place at or above everything that changed.</summary>
    public StorePath Path
    {
        get
        {
            StorePath common = Paths[0];
            for (int i = 1; i < Paths.Count; i++)
            {
                while (!Paths[i].StartsWith(common)) common = common.Parent;
            }

            return common;
        }
    }
}
