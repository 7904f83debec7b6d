namespace StoreHub.Protocol.HubProtocol;

/// <summary>A MessagePack extension that is no timestamp, as an argument or a result. Immutable.</summary>
/// <param name="Type">The application's type, 0 to 127, or one that MessagePack reserves.</param>
/// <param name="Data">The data.</param>
public sealed record ExtensionData(sbyte Type, ReadOnlyMemory<byte> Data);
