using System.ComponentModel.DataAnnotations;

namespace StoreHub;

/// <summary>What a store accepts. Immutable; the hub announces its own on opening, and clients refuse locally what is past them.</summary>
public sealed record StoreLimits
{
    /// <summary>The defaults.</summary>
    public static StoreLimits Default { get; } = new();

    /// <summary>How deep a value may be nested.</summary>
    /// <remarks>
    /// SignalR's JSON protocol reads 64 levels and has no setting for it; a Map takes three of them (<c>{"$map":[[k,v]]}</c>) and the message
    /// around a value eight, so that 18 is the most that every client can receive.
    /// </remarks>
    /// <value>The default, and the most, is 18.</value>
    [Range(1, 18)]
    public int MaxDepth { get; init; } = 18;

    /// <summary>How many steps a path may have.</summary>
    /// <value>The default is 64.</value>
    [Range(1, 256)]
    public int MaxPathLength { get; init; } = 64;

    /// <summary>How many bytes an object's or a Map's key may have in UTF-8 or as binary.</summary>
    /// <value>The default is 1,024 bytes.</value>
    [Range(1, 1 << 20)]
    public int MaxKeyBytes { get; init; } = 1024;

    /// <summary>How many bytes one operation may have in the binary encoding.</summary>
    /// <value>The default is 256 KiB (262,144 bytes).</value>
    [Range(1024, 1 << 28)]
    public int MaxOperationBytes { get; init; } = 256 * 1024;

    /// <summary>How many operations one transaction may have.</summary>
    /// <value>The default is 10,000.</value>
    [Range(1, 1_000_000)]
    public int MaxTransactionOperations { get; init; } = 10_000;

    /// <summary>How many bytes one transaction may have in the binary encoding.</summary>
    /// <value>The default is 512 KiB (524,288 bytes).</value>
    [Range(1024, 1 << 28)]
    public int MaxTransactionBytes { get; init; } = 512 * 1024;
}
