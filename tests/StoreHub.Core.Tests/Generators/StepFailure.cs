using Xunit.Sdk;

namespace StoreHub.Core.Tests.Generators;

/// <summary>A random history went wrong at a step.</summary>
internal sealed class StepFailure(long seed, int step, string what, Exception? cause = null)
    : XunitException($"Seed {seed}, step {step}: {what}", cause)
{
    public int Step { get; } = step;
}
