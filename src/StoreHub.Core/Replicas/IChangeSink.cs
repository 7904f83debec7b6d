using StoreHub.Operations;

namespace StoreHub.Replicas;

/// <summary>Hears which operations changed the visible state, or may have.</summary>
internal interface IChangeSink
{
    /// <summary>An operation took or lost effect.</summary>
    void Changed(Operation operation);

    /// <summary>Anything may have changed.</summary>
    void ChangedAll();
}
