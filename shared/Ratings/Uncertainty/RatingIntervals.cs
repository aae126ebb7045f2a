namespace ArenaLearning.Ratings.Uncertainty;

/// <summary>A rating may lie from <paramref name="Lower"/> to <paramref name="Upper"/>, in Elo points.</summary>
public readonly record struct RatingInterval(double Lower, double Upper);

/// <param name="Intervals">In the order of the contestants.</param>
public sealed record RatingIntervals(IReadOnlyList<RatingInterval> Intervals, IReadOnlyList<string> Warnings);
