namespace ArenaLearning.Ratings.Uncertainty;

/// <summary>Sample quantiles.</summary>
internal static class Quantile
{
    /// <summary>
    /// Interpolates linearly between order statistics: type 7 of R. J. Hyndman and Y. Fan, "Sample quantiles in
    /// statistical packages", The American Statistician 50 (1996); what NumPy and pandas do.
    /// </summary>
    /// <param name="sorted">At least one value, ascending.</param>
    /// <param name="probability">0 to 1.</param>
    public static double Of(IReadOnlyList<double> sorted, double probability)
    {
        var position = probability * (sorted.Count - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
