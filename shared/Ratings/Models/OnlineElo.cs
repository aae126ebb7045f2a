using ArenaLearning.Ratings.Battles;

namespace ArenaLearning.Ratings.Models;

/// <summary>
/// Elo's rating after each battle: R_A += K (S_A - E_A). It assumes skills that change, so it depends on the order of
/// the battles; it shows a leaderboard that grows, and <see cref="BradleyTerry"/> gives the official one.
/// </summary>
public static class OnlineElo
{
    /// <param name="battles">In the order in which they were fought.</param>
    /// <param name="k">The most points a battle can move; LMSYS takes 4 for stable ratings.</param>
    /// <returns>Ratings by contestant, in ordinal order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">K is not a positive number.</exception>
    public static IReadOnlyDictionary<string, double> Rate(
        IEnumerable<Battle> battles, double k = 4, double initial = EloScale.Initial)
    {
        if (!(k > 0) || double.IsInfinity(k))
            throw new ArgumentOutOfRangeException(nameof(k), k, "K of online Elo must be a positive number, 4 for example.");
        var ratings = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var battle in battles)
        {
            var a = ratings.GetValueOrDefault(battle.A, initial);
            var b = ratings.GetValueOrDefault(battle.B, initial);
            var gain = k * (battle.ScoreOfA - EloScale.ExpectedScore(a, b));
            ratings[battle.A] = a + gain;
            ratings[battle.B] = b - gain;
        }
        return ratings;
    }
}
