namespace ArenaLearning.Training.Losses;

/// <summary>Generalized advantage estimation, Schulman et al., arXiv 1506.02438, equation 16.</summary>
public static class GeneralizedAdvantage
{
    /// <summary>
    /// delta_t = r_t + gamma * V_{t+1} - V_t, A_t = delta_t + gamma * lambda * A_{t+1}; behind the last token both are 0.
    /// </summary>
    /// <param name="rewards">One for each response token.</param>
    /// <param name="values">Critic's value before each response token.</param>
    /// <returns>Advantages, and returns A_t + V_t.</returns>
    public static (double[] Advantages, double[] Returns) Estimate(
        ReadOnlySpan<double> rewards, ReadOnlySpan<double> values, double gamma, double lambda)
    {
        if (rewards.Length != values.Length)
            throw new ArgumentException($"{rewards.Length} rewards but {values.Length} values.");
        var advantages = new double[rewards.Length];
        var returns = new double[rewards.Length];
        var (nextValue, nextAdvantage) = (0.0, 0.0);
        for (var t = rewards.Length - 1; t >= 0; t--)
        {
            var delta = rewards[t] + gamma * nextValue - values[t];
            nextAdvantage = advantages[t] = delta + gamma * lambda * nextAdvantage;
            nextValue = values[t];
            returns[t] = advantages[t] + values[t];
        }
        return (advantages, returns);
    }

    /// <summary>Shifts and scales to mean 0 and variance 1, in place.</summary>
    public static void Whiten(Span<double> values)
    {
        if (values.Length == 0) return;
        var (mean, square) = (0.0, 0.0);
        foreach (var value in values) mean += value / values.Length;
        foreach (var value in values) square += (value - mean) * (value - mean) / values.Length;
        var scale = 1 / Math.Sqrt(square + 1e-8);
        foreach (ref var value in values) value = (value - mean) * scale;
    }
}
