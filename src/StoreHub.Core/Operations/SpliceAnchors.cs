namespace StoreHub.Operations;

/// <summary>What a splice means, in identities. Immutable.</summary>
/// <param name="after">What it inserts after; null: at the very front.</param>
/// <param name="before">What it inserts before if <paramref name="after"/> is unknown; null: none.</param>
/// <param name="removed">What it removes.</param>
/// <param name="order">For sort and reverse: the elements in their new order, else null. Then nothing is removed or inserted.</param>
public sealed class SpliceAnchors(ElementId? after, ElementId? before, IReadOnlyList<ElementId> removed, IReadOnlyList<ElementId>? order = null)
{
    /// <summary>What it inserts after; null: at the very front.</summary>
    public ElementId? After { get; } = after;

    /// <summary>What it inserts before if <see cref="After"/> is unknown; null: none.</summary>
    public ElementId? Before { get; } = before;

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
