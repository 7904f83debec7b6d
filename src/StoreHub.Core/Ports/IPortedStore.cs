using StoreHub.Operations;

namespace StoreHub.Ports;

/// <summary>What ports need of a store.</summary>
internal interface IPortedStore
{
    /// <summary>What operations from a port must keep to.</summary>
    StoreLimits Limits { get; }

    /// <summary>A copy of the log; all that was offered to the ports before is in it, or settled.</summary>
    IReadOnlyList<Operation> Log { get; }

    /// <summary>Takes in operations from a port, all or none, and offers those that took their place to the other ports.</summary>
    void Take(IReadOnlyList<Operation> operations, PortConnection from);
}
