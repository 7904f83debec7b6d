using StoreHub.Core.Tests.Generators;

namespace StoreHub.Server.Tests.Simulation;

/// <summary>Makes a failing run smaller, as long as it fails: fewer steps, less that may happen, and then without each step that does not matter.</summary>
internal sealed class Shrinking
{
    private int _left;
    private SimulationCase _least;

    private Shrinking(SimulationCase failing, int tries) => (_least, _left) = (failing, tries);

    /// <param name="failing">A run that fails.</param>
    /// <param name="failure">How.</param>
    /// <param name="tries">How many runs may be spent.</param>
    public static SimulationCase Shrink(SimulationCase failing, StepFailure failure, int tries = 500)
    {
        var shrinking = new Shrinking(failing, tries);
        // what comes to light at a step needs none after it
        if (failure.Step < failing.Options.Steps) shrinking.Try(failing with { Options = failing.Options with { Steps = failure.Step } });
        shrinking.CutSteps();
        while (shrinking.TrySimpler())
        {
        }

        for (int size = Math.Max(1, shrinking._least.Options.Steps / 2); size >= 1; size /= 2) shrinking.Skip(size);
        return shrinking._least;
    }

    private void CutSteps()
    {
        int low = 0;
        while (low < _least.Options.Steps)
        {
            int middle = (low + _least.Options.Steps) / 2;
            if (!Try(_least with { Options = _least.Options with { Steps = middle } })) low = middle + 1;
        }
    }

    private bool TrySimpler() => _least.Simpler.Any(Try);

    private void Skip(int size)
    {
        for (int first = 1; first <= _least.Options.Steps; first += size)
        {
            int[] steps = [.. Enumerable.Range(first, Math.Min(size, _least.Options.Steps - first + 1)).Where(step => !_least.Options.Skip.Contains(step))];
            if (steps.Length > 0) Try(_least with { Options = _least.Options with { Skip = _least.Options.Skip.With(steps) } });
        }
    }

    private bool Try(SimulationCase smaller)
    {
        if (_left-- <= 0 || smaller.Failure() is null) return false;
        _least = smaller;
        return true;
    }
}
