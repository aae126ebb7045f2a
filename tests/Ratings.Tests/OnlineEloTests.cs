using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Leaderboards;
using ArenaLearning.Ratings.Models;

namespace ArenaLearning.Ratings.Tests;

public class OnlineEloTests
{
    [Theory]
    [InlineData("food")]
    [InlineData("simple")]
    public void Ratings_equal_those_of_an_independent_library(string name)
    {
        var golden = Golden.Named(name);

        var ratings = OnlineElo.Rate(golden.Battles);

        Assert.Equal(golden.Elo.Count, ratings.Count);
        Assert.All(golden.Elo, expected => Assert.Equal(expected.Value, ratings[expected.Key], 1e-6));
    }

    [Fact]
    public void Expected_scores_follow_the_scale_of_400()
    {
        Assert.Equal(0.5, EloScale.ExpectedScore(1200, 1200));
        Assert.Equal(10.0 / 11, EloScale.ExpectedScore(1500, 1100), 1e-12);
        Assert.Equal(1, EloScale.ExpectedScore(1230, 1100) + EloScale.ExpectedScore(1100, 1230), 1e-12);
    }

    [Fact]
    public void The_order_of_battles_matters()
    {
        var forward = OnlineElo.Rate(Golden.Food.Battles);
        var backward = OnlineElo.Rate(Golden.Food.Battles.Reverse());

        Assert.NotEqual(forward["Tacos"], backward["Tacos"], 1e-3);
        Assert.Equal(forward.Values.Sum(), backward.Values.Sum(), 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(double.NaN)]
    public void K_must_be_positive(double k) =>
        Assert.Contains("K of online Elo", Assert.Throws<ArgumentOutOfRangeException>(
            () => OnlineElo.Rate(Golden.Food.Battles, k)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_leaderboard_of_online_Elo_is_anchored_and_has_intervals_that_a_seed_repeats()
    {
        var battles = BattleSequence.Of(Golden.Food.Battles);

        var one = Leaderboard.Of(battles, new(new("Tacos", 1200), Seed: 3));

        Assert.Equal(one.Entries, Leaderboard.Of(battles, new(new("Tacos", 1200), Seed: 3)).Entries);
        Assert.Equal(("Tacos", 1200, 1200, 1200), (one.Entries[0].Contestant, one.Entries[0].Elo, one.Entries[0].Lower, one.Entries[0].Upper));
        Assert.All(one.Entries.Skip(1), row =>
        {
            Assert.Equal(1200 + Golden.Food.Elo[row.Contestant] - Golden.Food.Elo["Tacos"], row.Elo, 1e-6);
            Assert.InRange(row.Elo, row.Lower, row.Upper);
        });
        Assert.Contains("no sandwich", Assert.Throws<ArgumentException>(
            () => Leaderboard.Of(battles, new(Interval: IntervalMethod.Sandwich))).Message, StringComparison.Ordinal);
    }
}
