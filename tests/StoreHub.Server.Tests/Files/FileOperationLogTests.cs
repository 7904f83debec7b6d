using StoreHub.Server.Files;

namespace StoreHub.Server.Tests.Files;

public sealed class FileOperationLogTests() : FileOperationLogContract(Durability.Sync);
