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
}
