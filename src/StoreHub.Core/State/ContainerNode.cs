namespace StoreHub.State;

/// <summary>
/// A live container of a replica's tree. Never leaves this assembly: readers get copies or views. The stamps say which containers the
/// overlay of the present generation has touched; a remote operation that meets none of them commutes with the whole overlay.
/// </summary>
internal abstract class ContainerNode : ContainerValue
{
    /// <summary>The overlay generation in which a pending operation made this container; 0: it is settled.</summary>
    public uint BornStamp;

    /// <summary>Map, Set, array: the generation in which the overlay walked through it or changed it. Object: in which it added or removed keys, or relied on a key's absence.</summary>
    public uint TouchStamp;
}
