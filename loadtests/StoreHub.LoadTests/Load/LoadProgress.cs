using StoreHub.LoadTests.Results;

namespace StoreHub.LoadTests.Load;

/// <summary>Where a run stands, for those who watch.</summary>
/// <param name="Phase">What it does.</param>
/// <param name="Sample">The last second; null before anything was written.</param>
/// <param name="AtHead">Replicas that hold all that any of them holds.</param>
/// <param name="Replicas">All replicas.</param>
internal sealed record LoadProgress(string Phase, TimeSample? Sample, int AtHead, int Replicas);
