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
        foreach (StoreValue member in members) Add(ordered, member);
        return Wrap(ordered);
    }

    internal OrderedDictionary<StoreValue, bool> Members => _members;

    /// <summary>Adds a member.</summary>
    internal static void Add(OrderedDictionary<StoreValue, bool> members, StoreValue member)
    {
        if (!members.TryAdd(ScalarKey.Require(member), true)) throw new StoreException(StoreErrorCode.DuplicateKey, $"The Set member {member} stands twice.");
    }

    /// <summary>Makes a Set around members, added by <see cref="Add"/>, that nobody changes any more.</summary>
    internal static SetValue Wrap(OrderedDictionary<StoreValue, bool> members) => members.Count == 0 ? Empty : new SetValue(members);

    /// <summary>Whether it has a member.</summary>
    public bool Contains(StoreValue member) => _members.ContainsKey(ScalarKey.Normalize(member));

    /// <inheritdoc/>
    public IEnumerator<StoreValue> GetEnumerator() => _members.Keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
