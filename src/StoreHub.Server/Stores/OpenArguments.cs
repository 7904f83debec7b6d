using StoreHub.Operations;
using StoreHub.Protocol.Messages;
using StoreHub.Server.Logs;

namespace StoreHub.Server.Stores;

/// <summary>A checked request to open a store.</summary>
/// <param name="Source">The source that will write; none for a reader.</param>
/// <param name="Owner">Whose the source is.</param>
/// <param name="Cursor">How far the client has settled; null if it has nothing.</param>
/// <param name="Base">The settled revision when its oldest pending operation was written.</param>
internal readonly record struct OpenArguments(SourceId Source, SourceOwner Owner, Cursor? Cursor, long Base);
