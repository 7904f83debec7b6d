using StoreHub.Protocol.Wire;

namespace StoreHub.Protocol.Messages;

/// <summary>What a hub accepts, announced on opening; clients refuse locally what is past it. Immutable.</summary>
public sealed record LimitsInfo : IWireMessage<LimitsInfo>
{
    /// <summary>See <see cref="StoreLimits.MaxDepth"/>.</summary>
    public int MaxDepth { get; init; } = StoreLimits.Default.MaxDepth;

    /// <summary>See <see cref="StoreLimits.MaxPathLength"/>.</summary>
    public int MaxPathLength { get; init; } = StoreLimits.Default.MaxPathLength;

    /// <summary>See <see cref="StoreLimits.MaxKeyBytes"/>.</summary>
    public int MaxKeyBytes { get; init; } = StoreLimits.Default.MaxKeyBytes;

    /// <summary>See <see cref="StoreLimits.MaxOperationBytes"/>.</summary>
    public int MaxOperationBytes { get; init; } = StoreLimits.Default.MaxOperationBytes;

    /// <summary>See <see cref="StoreLimits.MaxTransactionOperations"/>.</summary>
    public int MaxTransactionOperations { get; init; } = StoreLimits.Default.MaxTransactionOperations;

    /// <summary>See <see cref="StoreLimits.MaxTransactionBytes"/>.</summary>
    public int MaxTransactionBytes { get; init; } = StoreLimits.Default.MaxTransactionBytes;

    /// <summary>How many bytes a frame to the hub may have; a longer one closes the connection.</summary>
    /// <value>The default is 1 MiB (1,048,576 bytes).</value>
    public int MaxFrameBytes { get; init; } = 1 << 20;

    /// <summary>How many stores one connection may have open; each channel of a store counts.</summary>
    /// <value>The default is 100.</value>
    public int MaxStoresPerConnection { get; init; } = 100;

    /// <summary>The announcement of a hub's limits.</summary>
    public static LimitsInfo Of(StoreLimits limits, int maxFrameBytes, int maxStoresPerConnection)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return new LimitsInfo
        {
            MaxDepth = limits.MaxDepth,
            MaxPathLength = limits.MaxPathLength,
            MaxKeyBytes = limits.MaxKeyBytes,
            MaxOperationBytes = limits.MaxOperationBytes,
            MaxTransactionOperations = limits.MaxTransactionOperations,
            MaxTransactionBytes = limits.MaxTransactionBytes,
            MaxFrameBytes = maxFrameBytes,
            MaxStoresPerConnection = maxStoresPerConnection,
        };
    }

    /// <summary>The part that concerns values, operations and transactions.</summary>
    public StoreLimits ToStoreLimits() => new()
    {
        MaxDepth = MaxDepth,
        MaxPathLength = MaxPathLength,
        MaxKeyBytes = MaxKeyBytes,
        MaxOperationBytes = MaxOperationBytes,
        MaxTransactionOperations = MaxTransactionOperations,
        MaxTransactionBytes = MaxTransactionBytes,
    };

    static LimitsInfo IWireMessage<LimitsInfo>.Read(ref FieldReader reader)
    {
        var message = new LimitsInfo();
        while (reader.NextKey())
        {
            switch (reader.Key)
            {
                case "maxDepth": message = message with { MaxDepth = reader.Int32() }; break;
                case "maxPathLength": message = message with { MaxPathLength = reader.Int32() }; break;
                case "maxKeyBytes": message = message with { MaxKeyBytes = reader.Int32() }; break;
                case "maxOperationBytes": message = message with { MaxOperationBytes = reader.Int32() }; break;
                case "maxTransactionOperations": message = message with { MaxTransactionOperations = reader.Int32() }; break;
                case "maxTransactionBytes": message = message with { MaxTransactionBytes = reader.Int32() }; break;
                case "maxFrameBytes": message = message with { MaxFrameBytes = reader.Int32() }; break;
                case "maxStoresPerConnection": message = message with { MaxStoresPerConnection = reader.Int32() }; break;
                default: reader.Skip(); break;
            }
        }

        return message;
    }

    void IWireMessage<LimitsInfo>.Write(FieldWriter writer)
    {
        writer.Write("maxDepth", MaxDepth);
        writer.Write("maxPathLength", MaxPathLength);
        writer.Write("maxKeyBytes", MaxKeyBytes);
        writer.Write("maxOperationBytes", MaxOperationBytes);
        writer.Write("maxTransactionOperations", MaxTransactionOperations);
        writer.Write("maxTransactionBytes", MaxTransactionBytes);
        writer.Write("maxFrameBytes", MaxFrameBytes);
        writer.Write("maxStoresPerConnection", MaxStoresPerConnection);
    }
}
