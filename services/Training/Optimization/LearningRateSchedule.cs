using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Training.Optimization;

/// <summary>Linear warm-up, a constant part, then linear decay to zero at the last step.</summary>
public static class LearningRateSchedule
{
    /// <param name="step">From 0 to <paramref name="steps"/> - 1.</param>
    /// <returns>Factor in (0, 1] on the peak learning rate.</returns>
    public static double Factor(OptimizerSettings settings, int step, int steps)
    {
        var warmup = settings.WarmupRatio * steps;
        if (step < warmup) return (step + 1) / (warmup + 1);
        var decay = settings.DecayRatio * steps;
        var left = steps - step;
        return left > decay ? 1 : left / (decay + 1);
    }
}
