namespace ArenaLearning.Ratings.Models;

/// <summary>
/// The Elo scale with base 10 and scale 400, as LMSYS uses it (FastChat, <c>rating_systems.py</c>): a contestant who is
/// 400 points better wins ten times as often as it loses.
/// </summary>
public static class EloScale
{
    /// <summary>Rating at which online Elo starts, and mean of ratings that no anchor fixes.</summary>
    public const double Initial = 1000;

    /// <summary>Points of one unit of log-strength (natural logarithm): 400 / ln 10.</summary>
    public static readonly double PointsPerLogStrength = 400 / Math.Log(10);

    /// <summary>P(A beats B) = 1 / (1 + 10^((R_B - R_A) / 400)), a tie as half a win.</summary>
    public static double ExpectedScore(double ratingOfA, double ratingOfB) =>
        1 / (1 + Math.Pow(10, (ratingOfB - ratingOfA) / 400));
}

/// <summary>The contestant whose rating is fixed, since battles tell differences of ratings only.</summary>
public sealed record Anchor(string Contestant, double Rating);
