using System.Runtime.InteropServices;
using StoreHub.Encodings;
using StoreHub.Operations;

namespace StoreHub;

/// <summary>Where copy-in stands within the caller's value, and how deep: for its errors.</summary>
internal sealed class CopyPlace(StoreLimits limits)
{
    private readonly List<PathSegment> _steps = [];
    private int _depth;

    public Bounds Bounds { get; } = new(limits);

    public void Push(StoreValue step) => _steps.Add(new PathSegment(step));

    public void Pop() => _steps.RemoveAt(_steps.Count - 1);

    /// <summary>Goes into a container.</summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.TooDeep"/>.</exception>
    public void Enter() => RequireDepth(++_depth);

    public void Leave() => _depth--;

    /// <summary>Refuses a ready value that would be too deep here.</summary>
    public StoreValue Require(StoreValue ready)
    {
        if (ready.Container is { } container) RequireDepth(_depth + container.Depth);
        return ready;
    }

    /// <summary>Adds a property whose key may be anything.</summary>
    public void Add(OrderedDictionary<string, StoreValue> entries, string key, StoreValue value)
    {
        Bounds.RequireKey(key, this);
        ObjectValue.Add(entries, key, value);
    }

    /// <summary>The same refusal, naming this place.</summary>
    public StoreException Here(StoreException refusal) => Fail(refusal.Code, refusal.Message, refusal.Limit, refusal);

    public StoreException Fail(StoreErrorCode code, string message, long? limit = null, Exception? cause = null)
    {
        string path = ToString();
        return new StoreException(code, $"{message} (At {path}.)", path, limit, cause);
    }

    public override string ToString() => StorePath.Of(CollectionsMarshal.AsSpan(_steps)).ToString();

    private void RequireDepth(int depth)
    {
        Bounds.RequireDepth(depth, this);
    }
}
