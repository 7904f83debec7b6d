using StoreHub.Operations;

namespace StoreHub.Core.Tests.Stores;

/// <summary>A store and a second one that gets each of its operations, by themselves, and must always show the same.</summary>
internal sealed class Twin : IDisposable
{
    private readonly List<Operation> _operations = [];

    /// <param name="first">The store that is written to; null for one without a hub.</param>
    public Twin(Store? first = null)
    {
        First = first ?? Store.Create(new StoreOptions { Source = "first" });
        First.OnOperation(operation =>
        {
            _operations.Add(operation);
            Second.Apply(operation);
        });
    }

    public Store First { get; }

    public Store Second { get; } = Store.Create(new StoreOptions { Source = "second" });

    /// <summary>The operations written since the last call.</summary>
    public Operation[] Take()
    {
        Operation[] taken = [.. _operations];
        _operations.Clear();
        return taken;
    }

    public void AssertSame() => Assert.Equal(First.Snapshot(), Second.Snapshot());

    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
    }
}
