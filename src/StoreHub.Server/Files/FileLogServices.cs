using Microsoft.Extensions.Logging;

namespace StoreHub.Server.Files;

/// <summary>What all logs in files use.</summary>
internal sealed record FileLogServices(FileLogOptions Options, IDiskWorkers Workers, TimeProvider Time, StorageHealth Health, ILogger Logger);
