using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Models;

namespace ArenaLearning.Ratings.Tests;

public class SoftOutcomeTests
{
    [Theory]
    [InlineData(5, 5, 0.5)]
    [InlineData(6, 5, 0.7310585786300049)]
    [InlineData(5, 6, 0.2689414213699951)]
    [InlineData(10, 1, 0.9998766054240137)]
    public void A_point_of_a_judge_is_a_unit_of_log_odds(double a, double b, double probability) =>
        Assert.Equal(probability, SoftOutcome.OfScores(a, b), 1e-12);

    [Theory]
    [InlineData(0.5)]
    [InlineData(10.5)]
    [InlineData(double.NaN)]
    public void Scores_run_from_1_to_10(double score)
    {
        Assert.Contains("from 1 to 10", Assert.Throws<ArgumentOutOfRangeException>(() => SoftOutcome.OfScores(score, 5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => SoftOutcome.OfScores(5, score));
    }

    [Fact]
    public void Two_contestants_lie_apart_by_the_log_odds_of_the_mean_outcome()
    {
        var fit = BradleyTerry.Fit(BattleTable.Of(new Battle[] { new("a", "b", 0.9), new("b", "a", 0.4), new("a", "b", 0.75) }), new(Ridge: 0));

        var mean = (0.9 + 0.6 + 0.75) / 3;
        Assert.Equal(Math.Log(mean / (1 - mean)), fit.LogStrengths[0] - fit.LogStrengths[1], 1e-12);
        Assert.Equal(mean, fit.ExpectedScore(0, 1), 1e-12);
        Assert.Empty(fit.Warnings);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void An_outcome_beyond_win_and_loss_is_refused(double score) => Assert.Contains("must lie from 0 to 1", Assert.Throws<ArgumentException>(
        () => new BattleTally().Add(new("a", "b", score))).Message, StringComparison.Ordinal);
}
