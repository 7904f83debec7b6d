using StoreHub.Operations;
using StoreHub.Replicas;

namespace StoreHub.Core.Tests.Replicas;

/// <summary>Remembers what a replica reports.</summary>
internal sealed class ChangeLog : IChangeSink
{
    private readonly List<string> _changes = [];

    public void Changed(Operation operation) => _changes.Add(operation.Id.ToString());

    public void ChangedAll() => _changes.Add("all");

    public string Take()
    {
        string taken = string.Join(' ', _changes);
        _changes.Clear();
        return taken;
    }
}
