using StoreHub.Server.Files;

namespace StoreHub.Server.Tests.Files;

public sealed class IntervalFileOperationLogTests() : FileOperationLogContract(Durability.Interval);
