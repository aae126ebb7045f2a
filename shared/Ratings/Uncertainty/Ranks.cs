namespace ArenaLearning.Ratings.Uncertainty;

/// <summary>Best and worst rank that the intervals allow, 1 is the top.</summary>
public readonly record struct RankInterval(int Lower, int Upper);

/// <summary>Ranks of contestants by rating and by interval.</summary>
public static class Ranks
{
    /// <summary>1 + the number of higher ratings, in the order of the ratings; equal ratings share the better rank.</summary>
    public static IReadOnlyList<int> Of(IReadOnlyList<double> ratings) =>
        [.. ratings.Select(own => 1 + ratings.Count(other => other > own))];

    /// <summary>
    /// Lower = 1 + the number of contestants whose interval lies wholly above, as Chatbot Arena ranks (arXiv 2403.04132,
    /// section 5); upper = the number of contestants less those whose interval lies wholly below.
    /// </summary>
    public static IReadOnlyList<RankInterval> Of(IReadOnlyList<RatingInterval> intervals) =>
        [.. intervals.Select(own => new RankInterval(
            1 + intervals.Count(other => other.Lower > own.Upper),
            intervals.Count - intervals.Count(other => other.Upper < own.Lower)))];
}
