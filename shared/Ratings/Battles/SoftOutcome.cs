using ArenaLearning.Ratings.Numerics;

namespace ArenaLearning.Ratings.Battles;

/// <summary>Outcomes that say by how much a battle was won, as the probability that A is the better one.</summary>
public static class SoftOutcome
{
    public const double LeastScore = 1;
    public const double MostScore = 10;

    /// <summary>
    /// The probability that two scores of a judge, each from 1 to 10, stand for: 1 / (1 + exp(score of B - score of A)). A point
    /// counts as one unit of log-odds: equal scores are 0.5, a gap of one point 0.73, of three 0.95, of nine 0.9999.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A score lies outside 1 to 10.</exception>
    public static double OfScores(double scoreOfA, double scoreOfB)
    {
        Check(scoreOfA, nameof(scoreOfA));
        Check(scoreOfB, nameof(scoreOfB));
        return Sigmoid.Of(scoreOfA - scoreOfB);
    }

    private static void Check(double score, string name)
    {
        if (!(score is >= LeastScore and <= MostScore))
            throw new ArgumentOutOfRangeException(name, score, $"A judge's score must lie from {LeastScore} to {MostScore}.");
    }
}
