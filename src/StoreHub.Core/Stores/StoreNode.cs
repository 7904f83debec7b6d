using System.Diagnostics.CodeAnalysis;
using StoreHub.Operations;
using StoreHub.State;

namespace StoreHub;

/// <summary>
/// A place in a store, whether something stands there or not: <c>store["user"]["name"].Value = "Alice"</c>. A step into an array follows the
/// element that stood there when the node was made, wherever it moves. Immutable itself; reads and writes are atomic and safe for
/// any thread.
/// </summary>
public sealed class StoreNode : ILiveView
{
    internal StoreNode(Store store, StorePath path)
    {
        Store = store;
        Path = path;
    }

    /// <summary>The store.</summary>
    public Store Store { get; }

    /// <summary>The place.</summary>
    public StorePath Path { get; }

    /// <summary>What stands here, containers as deep copies; undefined if nothing does. Setting makes an operation; missing parents become objects.</summary>
    /// <remarks>
    /// Two replicas that both make the same missing parent at once make two objects, of which the later in history stays: make shared
    /// parents once, where the store is set up.
    /// </remarks>
    /// <exception cref="StoreException">On setting: a limit, a forbidden key, or a parent that takes no such write.</exception>
    public StoreValue Value
    {
        get => Store.Read(Path);
        set => Store.Write((Path, value), static (store, write) =>
        {
            NodeWrites.Set(store, write.Path, write.value, strict: false);
            return true;
        });
    }

    /// <summary>The kind of what stands here.</summary>
    public ValueKind Kind
    {
        get
        {
            lock (Store.Gate) return Store.Tree.Read(Path.Segments).Kind;
        }
    }

    /// <summary>Whether anything other than undefined stands here.</summary>
    public bool Exists => Kind != ValueKind.Undefined;

    /// <summary>How many keys, elements, entries or members the container here has; 0 for anything else.</summary>
    public int Count
    {
        get
        {
            lock (Store.Gate) return Store.Tree.Read(Path.Segments).Container?.Count ?? 0;
        }
    }

    /// <summary>The keys of the object here, in order, as they are now; none for anything else.</summary>
    public IReadOnlyList<string> Keys
    {
        get
        {
            lock (Store.Gate) return Store.Tree.Read(Path.Segments).Container is ObjectNode node ? [.. NodeCopy.Keys(node)] : [];
        }
    }

    /// <summary>The node at a key of the object, or at a string key of the Map.</summary>
    public StoreNode this[string key] => new(Store, Path.Append(new PathSegment(key)));

    /// <summary>The node of the element at an index, or at a number key of the Map.</summary>
    public StoreNode this[int index] => Child(new PathSegment(index));

    /// <summary>The node of a Map's entry.</summary>
    public StoreNode Entry(StoreValue key) => new(Store, Path.Append(new PathSegment(ScalarKey.Require(key))));

    /// <summary>The value here as a .NET type.</summary>
    /// <exception cref="InvalidCastException">It cannot be one.</exception>
    public T Get<T>() => Value.TryConvert(out T? value) ? value! : throw new InvalidCastException($"At {Path} stands {Kind}, which is no {typeof(T).Name}.");

    /// <summary>The value here as a .NET type, if it can be one.</summary>
    public bool TryGet<T>([MaybeNullWhen(false)] out T value) => Value.TryConvert(out value);

    /// <summary>Copies any value in: plain objects, dictionaries, lists, scalars.</summary>
    /// <exception cref="StoreException">What cannot be held, with its path.</exception>
    [RequiresUnreferencedCode("Plain objects are read by reflection; assign Value instead.")]
    public void Set(object? value) => Value = StoreValue.From(value, Store.Writer.Limits);

    /// <summary>Deletes what stands here.</summary>
    /// <returns>Whether anything did; if not, no operation is made.</returns>
    public bool Delete() => Store.Write(Path, static (store, path) => NodeWrites.Delete(store, path));

    /// <summary>Adds to the number here; concurrent increments add up, where reading and writing <see cref="Value"/> would lose all but one.</summary>
    /// <exception cref="StoreException">No number stands here.</exception>
    public void Increment(double amount = 1) => Store.Write((Path, amount), static (store, write) =>
    {
        NodeWrites.Increment(store, write.Path, write.amount);
        return true;
    });

    /// <summary>The array here as a live list.</summary>
    public StoreArray AsArray() => new(Store, Bound());

    /// <summary>The Map here as a live view.</summary>
    public StoreMap AsMap() => new(Store, Bound());

    /// <summary>The Set here as a live view.</summary>
    public StoreSet AsSet() => new(Store, Bound());

    /// <summary>The object here as a live dictionary.</summary>
    public IDictionary<string, object?> AsObject() => new StoreProxy(this);

    /// <summary>Calls back after each batch that changed something at, below or above this place; see <see cref="Store.Subscribe(StorePath, Action{StoreChange})"/>.</summary>
    public IDisposable Subscribe(Action<StoreChange> callback) => Store.Subscribe(Path, callback);

    /// <summary>Calls back with the value here: now, on this thread, and then like a subscriber after each batch that may have changed it, with what it is by then.</summary>
    /// <returns>Dispose of it to end it.</returns>
    public IDisposable Observe(Action<StoreValue> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        StoreNode bound = new(Store, Bound());
        StoreSubscription subscription = Store.AddSubscription(bound.Path, _ => observer(bound.Value));
        // by the same way as all others, so that a change meanwhile comes after it
        subscription.Note(null);
        subscription.Drain();
        return subscription;
    }

    /// <summary>Both nodes of the same place of the same store.</summary>
    public override bool Equals(object? obj) => obj is StoreNode other && other.Store == Store && other.Path.Equals(Path);

    /// <inheritdoc/>
    public override int GetHashCode() => Path.GetHashCode();

    /// <summary>The path, as text.</summary>
    public override string ToString() => Path.ToString();

    StoreNode ILiveView.Place => this;

    StoreValue IStoreValueSource.ToStoreValue() => Value;

    internal StoreNode Child(PathSegment segment)
    {
        lock (Store.Gate) return new StoreNode(Store, PathBinding.Bind(Store.Tree, Path.Append(segment)));
    }

    private StorePath Bound()
    {
        lock (Store.Gate) return PathBinding.Bind(Store.Tree, Path);
    }
}
