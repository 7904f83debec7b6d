using System.Collections;
using StoreHub.Operations;
using StoreHub.State;

namespace StoreHub;

/// <summary>A live Set of scalars, as a .NET collection and with JavaScript's methods.</summary>
public sealed class StoreSet : StoreView, ICollection<StoreValue>
{
    internal StoreSet(Store store, StorePath path)
        : base(store, path)
    {
    }

    /// <summary>How many members.</summary>
    public int Size => Count;

    /// <summary>The members, in order, as they are now; for a Set its keys and its values are these.</summary>
    public IReadOnlyList<StoreValue> Values => Members();

    bool ICollection<StoreValue>.IsReadOnly => false;

    private protected override string Label => "Set";

    /// <summary>Adds a member at the end; makes no operation if it is there.</summary>
    /// <returns>Whether it was added.</returns>
    public bool Add(StoreValue member)
    {
        StoreValue normal = ScalarKey.Require(member);
        return Write<SetNode, bool>(set =>
        {
            if (set.Find(normal) >= 0) return false;
            StoreWriter writer = Store.Writer;
            writer.Add(new SetAddOperation(writer.Source, writer.NextSeq, writer.Ts, Path, normal));
            return true;
        });
    }

    /// <summary>Whether there is a member.</summary>
    public bool Has(StoreValue member)
    {
        lock (Store.Gate) return Find<SetNode>() is { } set && set.Find(ScalarKey.Normalize(member)) >= 0;
    }

    /// <summary>Removes a member; makes no operation if it is not there.</summary>
    public bool Delete(StoreValue member) => Write<SetNode, bool>(set =>
    {
        StoreValue normal = ScalarKey.Normalize(member);
        if (set.Find(normal) < 0) return false;
        StoreWriter writer = Store.Writer;
        writer.Add(new SetDeleteOperation(writer.Source, writer.NextSeq, writer.Ts, Path, normal));
        return true;
    });

    /// <summary>Removes all members; makes no operation if there are none.</summary>
    public void Clear() => Write<SetNode, bool>(set =>
    {
        if (set.Count == 0) return false;
        StoreWriter writer = Store.Writer;
        writer.Add(new SetClearOperation(writer.Source, writer.NextSeq, writer.Ts, Path));
        return true;
    });

    /// <summary>Calls back for each member that is there now, in order.</summary>
    public void ForEach(Action<StoreValue> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        foreach (StoreValue member in Members()) action(member);
    }

    void ICollection<StoreValue>.Add(StoreValue item) => Add(item);

    /// <inheritdoc cref="Has"/>
    public bool Contains(StoreValue item) => Has(item);

    /// <inheritdoc cref="Delete"/>
    public bool Remove(StoreValue item) => Delete(item);

    /// <summary>Adds the members that are not there yet, as one transaction.</summary>
    public void UnionWith(IEnumerable<StoreValue> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        StoreValue[] members = [.. other];
        Store.Batch(() =>
        {
            foreach (StoreValue member in members) Add(member);
        });
    }

    /// <summary>Removes members, as one transaction.</summary>
    public void ExceptWith(IEnumerable<StoreValue> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        StoreValue[] members = [.. other];
        Store.Batch(() =>
        {
            foreach (StoreValue member in members) Delete(member);
        });
    }

    /// <inheritdoc/>
    public void CopyTo(StoreValue[] array, int arrayIndex) => Members().CopyTo(array, arrayIndex);

    /// <summary>The members as they are now, in order.</summary>
    public IEnumerator<StoreValue> GetEnumerator() => ((IEnumerable<StoreValue>)Members()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private StoreValue[] Members()
    {
        lock (Store.Gate) return Find<SetNode>() is { } set ? [.. NodeCopy.Keys(set)] : [];
    }
}
