using ArenaLearning.Randomness;
using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Models;

namespace ArenaLearning.Ratings.Uncertainty;

/// <summary>
/// 95% intervals of online Elo ratings: each round draws as many battles as there are, with replacement and in the order in
/// which they are drawn, so that the intervals also hold what the order of battles does to such ratings.
/// </summary>
public static class OnlineEloBootstrap
{
    /// <param name="ratings">Those of the battles in their own order.</param>
    /// <exception cref="ArgumentException">Fewer than one round; the anchor is not among the contestants.</exception>
    public static RatingIntervals Intervals(
        BattleSequence battles, IReadOnlyList<double> ratings, Anchor? anchor, long seed, int rounds = Bootstrap.DefaultRounds)
    {
        if (rounds < 1)
            throw new ArgumentOutOfRangeException(
                nameof(rounds), rounds, $"The bootstrap needs at least one round; {Bootstrap.DefaultRounds} is usual.");
        var results = new double[rounds][];
        Parallel.For(0, rounds, round => results[round] = OnlineElo.Rate(battles, Draws(battles.Count, SplitMix64.Stream(seed, round)), anchor));
        return new(
            [.. ratings.Select((rating, i) => Bootstrap.IntervalOf([.. results.Select(round => round[i])], rating))], []);
    }

    private static IEnumerable<int> Draws(int battles, SplitMix64 random)
    {
        for (var i = 0; i < battles; i++) yield return (int)random.Below((ulong)battles);
    }
}
