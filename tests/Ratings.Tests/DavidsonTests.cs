using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Likelihoods;
using ArenaLearning.Ratings.Models;
using ArenaLearning.Ratings.Uncertainty;


namespace ArenaLearning.Ratings.Tests;

public class DavidsonTests
{
    private static readonly BradleyTerryOptions Options = new(Ridge: 0, Ties: TiesModel.Davidson);

    /// <summary>With two contestants the three shares determine the three chances: exp(d) = wins / losses, nu = ties / sqrt(wins * losses).</summary>
    [Fact]
    public void Two_contestants_have_the_ratings_of_the_closed_form()
    {
        var fit = BradleyTerry.Fit(Table(("a", "b", 60, 15, 25)), Options);

        Assert.True(fit.Converged);
        Assert.Equal(Math.Log(4), fit.LogStrengths[0] - fit.LogStrengths[1], 1e-9);
        Assert.Equal(Math.Log(25 / Math.Sqrt(60 * 15)), Assert.Single(fit.Extra), 1e-9);
        Assert.Equal(0.60 + 0.25 / 2, fit.ExpectedScore(0, 1), 1e-9);
        Assert.Equal(0.15 + 0.25 / 2, fit.ExpectedScore(1, 0), 1e-9);
    }

    /// <summary>At the maximum of a model of exponential form, what it counts is as often expected as it was observed.</summary>
    [Fact]
    public void At_the_optimum_scores_and_ties_are_as_expected()
    {
        var table = Table(("a", "b", 30, 10, 12), ("a", "c", 25, 20, 5), ("b", "c", 9, 14, 20), ("c", "d", 8, 3, 2));
        var fit = BradleyTerry.Fit(table, Options);

        Assert.Equal(0, fit.GradientNorm, 1e-9);
        var ties = 0.0;
        foreach (var contestant in table.Contestants)
        {
            var surplus = 0.0;
            foreach (var row in table.Rows.Where(row => row.A == contestant || row.B == contestant))
            {
                var (own, other) = (Index(contestant), Index(row.A == contestant ? row.B : row.A));
                surplus += row.Count * ((row.A == contestant ? row.ScoreOfA : 1 - row.ScoreOfA) - fit.ExpectedScore(own, other));
            }
            Assert.Equal(0, surplus, 1e-9);
        }
        foreach (var row in table.Rows)
        {
            var half = (fit.LogStrengths[Index(row.A)] - fit.LogStrengths[Index(row.B)]) / 2;
            var nu = Math.Exp(fit.Extra[0]);
            ties += row.Count * ((row.ScoreOfA == 0.5 ? 1 : 0) - nu / (Math.Exp(half) + Math.Exp(-half) + nu));
        }
        Assert.Equal(0, ties, 1e-9);

        int Index(string contestant) => table.Contestants.ToList().IndexOf(contestant);
    }

    [Fact]
    public void Both_kinds_of_interval_agree()
    {
        var table = Table(("a", "b", 300, 100, 120), ("a", "c", 250, 200, 50), ("b", "c", 90, 140, 200));
        var fit = BradleyTerry.Fit(table, Options);

        var bootstrap = Bootstrap.Intervals(table, fit, null, seed: 1, rounds: 2000, Options).Intervals;
        var sandwich = Sandwich.Intervals(table, fit, null, Options).Intervals;

        Assert.All(bootstrap.Zip(sandwich), pair => Assert.InRange(Width(pair.First) / Width(pair.Second), 0.9, 1.1));

        static double Width(RatingInterval interval) => interval.Upper - interval.Lower;
    }

    [Fact]
    public void Soft_outcomes_have_no_ties_model() => Assert.Contains("wins, losses and ties only", Assert.Throws<ArgumentException>(
        () => BradleyTerry.Fit(BattleTable.Of([new Battle("a", "b", 0.7)]), Options)).Message, StringComparison.Ordinal);

    private static BattleTable Table(params (string A, string B, long Wins, long Losses, long Ties)[] pairs) => BattleTable.Of(
        pairs.SelectMany(pair => new OutcomeCount[]
        {
            new(pair.A, pair.B, Outcome.AWins, pair.Wins), new(pair.A, pair.B, Outcome.BWins, pair.Losses), new(pair.A, pair.B, Outcome.Tie, pair.Ties),
        }));
}
