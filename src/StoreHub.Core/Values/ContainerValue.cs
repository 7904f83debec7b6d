namespace StoreHub;

/// <summary>What an object, array, Map or Set has in common. Instances outside this assembly are immutable and safe for any thread.</summary>
public abstract class ContainerValue
{
    private protected ContainerValue()
    {
    }

    /// <summary>Object, Array, Map or Set.</summary>
    public abstract ValueKind Kind { get; }

    /// <summary>How many keys, elements, entries or members it has.</summary>
    public abstract int Count { get; }
}
