using StoreHub.Operations;

namespace StoreHub.Ports;

/// <summary>What stores say to each other over a port. Immutable.</summary>
/// <param name="kind">What it carries.</param>
/// <param name="operations">The operations, in the sender's order.</param>
public sealed class PortMessage(PortMessageKind kind, IReadOnlyList<Operation> operations)
{
    /// <summary>What it carries.</summary>
    public PortMessageKind Kind { get; } = kind;

    /// <summary>The operations, in the sender's order.</summary>
    public IReadOnlyList<Operation> Operations { get; } = operations ?? throw new ArgumentNullException(nameof(operations));
}
