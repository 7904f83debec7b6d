using StoreHub.Operations;
using StoreHub.State;

namespace StoreHub;

/// <summary>A live view of a container in a store: reading sees the present, writing makes operations. Safe for any thread.</summary>
public abstract class StoreView : ILiveView
{
    private protected StoreView(Store store, StorePath path)
    {
        Store = store;
        Path = path;
    }

    /// <summary>The store.</summary>
    public Store Store { get; }

    /// <summary>The place.</summary>
    public StorePath Path { get; }

    /// <summary>The node of this place.</summary>
    public StoreNode Node => new(Store, Path);

    /// <summary>How many elements, entries or members; 0 once another kind of value, or nothing, stands here.</summary>
    public int Count => Node.Count;

    StoreNode ILiveView.Place => Node;

    /// <summary>A deep copy of what stands here.</summary>
    public StoreValue ToStoreValue() => Store.Read(Path);

    /// <summary>Both views of the same place of the same store.</summary>
    public override bool Equals(object? obj) => obj is StoreView other && other.GetType() == GetType() && other.Store == Store && other.Path.Equals(Path);

    /// <inheritdoc/>
    public override int GetHashCode() => Path.GetHashCode();

    /// <summary>The state as tagged JSON.</summary>
    public override string ToString() => ToStoreValue().ToString() ?? "";

    /// <summary>The live container here, if it is of that kind. Under the store's lock only.</summary>
    private protected TNode? Find<TNode>()
        where TNode : ContainerNode => Store.Tree.Read(Path.Segments).Container as TNode;

    /// <summary>The live container here. Inside a transaction only.</summary>
    /// <exception cref="StoreException">Another kind of value, or nothing, stands here.</exception>
    private protected TNode Live<TNode>()
        where TNode : ContainerNode => Find<TNode>() ?? throw NodeWrites.Missing(Path, $"no {Label} stands there");

    /// <summary>Runs a write on the live container.</summary>
    private protected TResult Write<TNode, TResult>(Func<TNode, TResult> write)
        where TNode : ContainerNode => Store.Write((View: this, write), static (_, both) => both.write(both.View.Live<TNode>()));

    private protected abstract string Label { get; }

    private protected T Convert<T>(StoreValue value, PathSegment step) => NodeCopy.Copy(value).TryConvert(out T? converted)
        ? converted!
        : throw new InvalidCastException($"At {Path.Append(step)} stands {value.Kind}, which is no {typeof(T).Name}.");

    private protected StoreValue CopyIn(object? value) => PlainValue.CopyIn(value, Store.Writer.Limits);
}
