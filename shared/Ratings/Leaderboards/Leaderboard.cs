using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Models;
using ArenaLearning.Ratings.Uncertainty;

namespace ArenaLearning.Ratings.Leaderboards;

/// <summary>How 95% intervals are found.</summary>
public enum IntervalMethod
{
    Bootstrap,
    Sandwich,
}

/// <param name="Anchor">Null centres the ratings on <see cref="EloScale.Initial"/>.</param>
/// <param name="Rounds">Of the bootstrap.</param>
public sealed record LeaderboardOptions(
    Anchor? Anchor = null, IntervalMethod Interval = IntervalMethod.Bootstrap, int Rounds = Bootstrap.DefaultRounds, long Seed = 0,
    BradleyTerryOptions? Model = null);

/// <summary>A contestant's place on a leaderboard.</summary>
/// <param name="Rank">1 + number of contestants with a higher rating.</param>
/// <param name="RankLower">Best rank that the intervals allow.</param>
/// <param name="RankUpper">Worst rank that the intervals allow.</param>
public sealed record Standing(
    string Contestant, double Elo, double Lower, double Upper, int Rank, int RankLower, int RankUpper, long Battles);

/// <summary>Contestants with their ratings, best first.</summary>
/// <param name="Fit">Null where the ratings are those of online Elo.</param>
public sealed record Leaderboard(IReadOnlyList<Standing> Entries, BradleyTerryFit? Fit, IReadOnlyList<string> Warnings)
{
    /// <summary>Bradley-Terry ratings of battles, with the models and intervals asked for.</summary>
    /// <exception cref="ArgumentException">There is no battle, or none of the anchor; an option is out of range or does not apply.</exception>
    public static Leaderboard Of(BattleSet battles, LeaderboardOptions options)
    {
        var fit = BradleyTerry.Fit(battles, options.Model);
        var intervals = options.Interval == IntervalMethod.Sandwich
            ? Sandwich.Intervals(battles, fit, options.Anchor, options.Model)
            : Bootstrap.Intervals(battles, fit, options.Anchor, options.Seed, options.Rounds, options.Model);
        return new(
            Rows(fit.Contestants, fit.Ratings(options.Anchor), intervals, battles.BattlesByContestant()), fit,
            [.. fit.Warnings, .. intervals.Warnings]);
    }

    /// <summary>Online Elo ratings of battles in their order.</summary>
    /// <exception cref="ArgumentException">There is no battle, or none of the anchor; an option is out of range or does not apply.</exception>
    public static Leaderboard Of(BattleSequence battles, LeaderboardOptions options)
    {
        if (options.Interval == IntervalMethod.Sandwich)
            throw new ArgumentException("Online Elo maximises no likelihood, so it has no sandwich intervals; take the bootstrap.");
        var ratings = OnlineElo.Rate(battles, options.Anchor);
        var intervals = OnlineEloBootstrap.Intervals(battles, ratings, options.Anchor, options.Seed, options.Rounds);
        return new(Rows(battles.Contestants, ratings, intervals, battles.BattlesByContestant()), null, intervals.Warnings);
    }

    /// <summary>What A scores in a battle with B on average, whether or not the two ever met.</summary>
    /// <exception cref="ArgumentException">A contestant is not on the leaderboard.</exception>
    public double ExpectedScore(string a, string b)
    {
        if (Fit is null) return EloScale.ExpectedScore(Find(a).Elo, Find(b).Elo);
        return Fit.ExpectedScore(Fit.IndexOf(a), Fit.IndexOf(b));
    }

    private Standing Find(string contestant) => Entries.FirstOrDefault(row => row.Contestant == contestant)
        ?? throw new ArgumentException($"'{contestant}' is not on the leaderboard.", nameof(contestant));

    private static IReadOnlyList<Standing> Rows(
        IReadOnlyList<string> contestants, IReadOnlyList<double> ratings, RatingIntervals intervals, IReadOnlyList<long> battles)
    {
        var ranks = Ranks.Of(ratings);
        var rankIntervals = Ranks.Of(intervals.Intervals);
        return [.. contestants.Select((contestant, i) => new Standing(
                contestant, ratings[i], intervals.Intervals[i].Lower, intervals.Intervals[i].Upper,
                ranks[i], rankIntervals[i].Lower, rankIntervals[i].Upper, battles[i]))
            .OrderBy(row => row.Rank).ThenBy(row => row.Contestant, StringComparer.Ordinal)];
    }
}
