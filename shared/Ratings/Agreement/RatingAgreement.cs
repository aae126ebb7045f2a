using ArenaLearning.Ratings.Models;

namespace ArenaLearning.Ratings.Agreement;

/// <summary>
/// How near ratings come to a reference's, where ranks say no more: two rankings in one order may still expect quite different
/// scores of their contestants.
/// </summary>
public static class RatingAgreement
{
    /// <summary>Root mean square difference of two lists of Elo ratings after each was centred, in points.</summary>
    /// <exception cref="ArgumentException">The lists differ in length or have fewer than two values.</exception>
    public static double EloDistance(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        Check(x, y);
        var shift = x.Average() - y.Average();
        return Math.Sqrt(x.Zip(y, (ofX, ofY) => (ofX - ofY - shift) * (ofX - ofY - shift)).Average());
    }

    /// <summary>
    /// Mean over all pairs of |E_x - E_y|, with E the score that Elo ratings expect of one against the other: 0 to 1. A pair that
    /// both put far apart counts little, as in a battle it would.
    /// </summary>
    /// <exception cref="ArgumentException">The lists differ in length or have fewer than two values.</exception>
    public static double ExpectedScoreError(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        Check(x, y);
        var sum = 0.0;
        for (var i = 0; i < x.Count; i++)
        {
            for (var j = i + 1; j < x.Count; j++)
                sum += Math.Abs(EloScale.ExpectedScore(x[i], x[j]) - EloScale.ExpectedScore(y[i], y[j]));
        }
        return sum / (x.Count * (x.Count - 1) / 2);
    }

    /// <summary>Of the pairs that <paramref name="y"/> puts in an order, the share that <paramref name="x"/> puts in the same: 0 to 1.</summary>
    /// <returns>Null where <paramref name="y"/> puts no pair in an order.</returns>
    /// <exception cref="ArgumentException">The lists differ in length or have fewer than two values.</exception>
    public static double? Pairwise(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        Check(x, y);
        long ordered = 0, alike = 0;
        for (var i = 0; i < x.Count; i++)
        {
            for (var j = i + 1; j < x.Count; j++)
            {
                if (y[i] == y[j]) continue;
                ordered++;
                if (Math.Sign(x[i] - x[j]) == Math.Sign(y[i] - y[j])) alike++;
            }
        }
        return ordered == 0 ? null : (double)alike / ordered;
    }

    internal static void Check(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        if (x.Count != y.Count || x.Count < 2)
            throw new ArgumentException($"Agreement needs two lists of the same length, at least 2; these have {x.Count} and {y.Count}.", nameof(y));
    }
}
