using System.Collections;

namespace StoreHub;

/// <summary>An immutable Set of scalars in insertion order. Members are compared by value; −0 and 0 are one member.</summary>
public sealed class SetValue : ContainerValue, IReadOnlyCollection<StoreValue>
{
    private readonly OrderedDictionary<StoreValue, bool> _members;

    private SetValue(OrderedDictionary<StoreValue, bool> members) => _members = members;

    /// <summary>The Set without members.</summary>
    public static SetValue Empty { get; } = new([]);

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Set;

    /// <inheritdoc/>
    public override int Count => _members.Count;

    /// <summary>Makes a Set.</summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.DuplicateKey"/>, <see cref="StoreErrorCode.InvalidKey"/>.</exception>
    public static SetValue Create(IEnumerable<StoreValue> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        var ordered = new OrderedDictionary<StoreValue, bool>();
        foreach (StoreValue member in members)
        {
            if (!ordered.TryAdd(ScalarKey.Require(member), true)) throw new StoreException(StoreErrorCode.DuplicateKey, $"The Set member {member} stands twice.");
        }

        return ordered.Count == 0 ? Empty : new SetValue(ordered);
    }

    /// <summary>Whether it has a member.</summary>
    public bool Contains(StoreValue member) => _members.ContainsKey(ScalarKey.Normalize(member));

    /// <inheritdoc/>
    public IEnumerator<StoreValue> GetEnumerator() => _members.Keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
