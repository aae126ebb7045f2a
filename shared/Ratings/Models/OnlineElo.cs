using ArenaLearning.Ratings.Battles;

namespace ArenaLearning.Ratings.Models;

/// <summary>
/// Elo's rating after each battle: R_A += K (S_A - E_A). It assumes skills that change, so it depends on the order of
/// the battles; it shows a leaderboard that grows, and <see cref="BradleyTerry"/> gives the official one.
/// </summary>
public static class OnlineElo
{
    /// <summary>The most points a battle can move: LMSYS's value for stable ratings.</summary>
    public const double DefaultK = 4;

    /// <param name="battles">In the order in which they were fought.</param>
    /// <param name="k">The most points a battle can move; LMSYS takes 4 for stable ratings.</param>
    /// <returns>Ratings by contestant, in ordinal order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">K is not a positive number.</exception>
    public static IReadOnlyDictionary<string, double> Rate(
        IEnumerable<Battle> battles, double k = DefaultK, double initial = EloScale.Initial)
    {
        if (!(k > 0) || double.IsInfinity(k))
            throw new ArgumentOutOfRangeException(nameof(k), k, "K of online Elo must be a positive number, 4 for example.");
        var sequence = BattleSequence.Of(battles);
        var ratings = Rate(sequence.Contestants.Count, sequence, Enumerable.Range(0, sequence.Count), k, initial);
        return new SortedDictionary<string, double>(sequence.Contestants.Zip(ratings).ToDictionary(), StringComparer.Ordinal);
    }

    /// <param name="anchor">Whose rating all are shifted to; null leaves their mean at <see cref="EloScale.Initial"/>.</param>
    /// <returns>In the order of the contestants.</returns>
    /// <exception cref="ArgumentException">There is no battle, or none of the anchor.</exception>
    public static IReadOnlyList<double> Rate(BattleSequence battles, Anchor? anchor)
    {
        if (battles.Count == 0) throw new ArgumentException("There is no battle to rate; give at least one.", nameof(battles));
        return Rate(battles, Enumerable.Range(0, battles.Count), anchor);
    }

    internal static double[] Rate(BattleSequence battles, IEnumerable<int> order, Anchor? anchor)
    {
        var ratings = Rate(battles.Contestants.Count, battles, order, DefaultK, EloScale.Initial);
        if (anchor is null) return ratings;
        var index = battles.Contestants.Index().Where(entry => entry.Item == anchor.Contestant).Select(entry => entry.Index).ToArray();
        if (index.Length == 0)
            throw new ArgumentException(
                $"The anchor '{anchor.Contestant}' fought no battle. Take one of the contestants as the anchor: "
                + $"{string.Join(", ", battles.Contestants)}.", nameof(anchor));
        var shift = anchor.Rating - ratings[index[0]];
        for (var i = 0; i < ratings.Length; i++) ratings[i] += shift;
        return ratings;
    }

    private static double[] Rate(int contestants, BattleSequence battles, IEnumerable<int> order, double k, double initial)
    {
        var ratings = new double[contestants];
        Array.Fill(ratings, initial);
        foreach (var battle in order)
        {
            ref var a = ref ratings[battles.A[battle]];
            ref var b = ref ratings[battles.B[battle]];
            var gain = k * (battles.Scores[battle] - EloScale.ExpectedScore(a, b));
            a += gain;
            b -= gain;
        }
        return ratings;
    }
}
