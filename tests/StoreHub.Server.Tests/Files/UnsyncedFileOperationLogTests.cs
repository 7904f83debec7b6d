using StoreHub.Server.Files;

namespace StoreHub.Server.Tests.Files;

public sealed class UnsyncedFileOperationLogTests() : FileOperationLogContract(Durability.None);
