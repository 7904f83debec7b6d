namespace StoreHub.Operations;

/// <summary>What a splice means, in identities. Immutable.</summary>
/// <param name="after">What it inserts after; null: at the very front.</param>
/// <param name="before">What it inserts before if <paramref name="after"/> is unknown; null: none.</param>
/// <param name="removed">What it removes.</param>
/// <param name="order">For sort and reverse: the elements in their new order, else null. Then nothing is removed or inserted.</param>
public sealed class SpliceAnchors(ElementId? after, ElementId? before, IReadOnlyList<ElementId> removed, IReadOnlyList<ElementId>? order = null)
{
    // not as nullables: there is one of these for each letter that is typed
    private readonly ElementId _after = after.GetValueOrDefault();
    private readonly ElementId _before = before.GetValueOrDefault();
    private readonly bool _hasAfter = after.HasValue;
    private readonly bool _hasBefore = before.HasValue;

    /// <summary>What it inserts after; null: at the very front.</summary>
    public ElementId? After => _hasAfter ? _after : null;

    /// <summary>What it inserts before if <see cref="After"/> is unknown; null: none.</summary>
    public ElementId? Before => _hasBefore ? _before : null;

    /// <summary>What it removes.</summary>
    public IReadOnlyList<ElementId> Removed { get; } = removed;

    /// <summary>For sort and reverse: the elements in their new order, which then stand after <see cref="After"/>; else null.</summary>
    public IReadOnlyList<ElementId>? Order { get; } = order;

    internal SpliceAnchors Remap(Func<ElementId, ElementId> remap) => new(
        After is { } after ? remap(after) : null,
        Before is { } before ? remap(before) : null,
        [.. Removed.Select(remap)],
        Order is null ? null : [.. Order.Select(remap)]);
}
