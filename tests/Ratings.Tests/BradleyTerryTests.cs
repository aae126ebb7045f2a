using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Models;

namespace ArenaLearning.Ratings.Tests;

public class BradleyTerryTests
{
    [Theory]
    [InlineData("food")]
    [InlineData("simple")]
    public void Strengths_equal_those_of_an_independent_library(string name)
    {
        var golden = Golden.Named(name);

        var fit = BradleyTerry.Fit(BattleTable.Of(golden.Battles));

        Assert.True(fit.Converged);
        Assert.Empty(fit.Warnings);
        var strengths = fit.Contestants.Zip(fit.Strengths()).ToDictionary();
        Assert.Equal(golden.Strengths.Count, strengths.Count);
        Assert.All(golden.Strengths, expected => Assert.Equal(expected.Value, strengths[expected.Key], 1e-6));
    }

    [Fact]
    public void Without_the_ridge_the_strengths_are_exact()
    {
        var fit = BradleyTerry.Fit(BattleTable.Of(Golden.Food.Battles), new(Ridge: 0));

        Assert.All(
            fit.Contestants.Zip(fit.Strengths()),
            entry => Assert.Equal(Golden.Food.Strengths[entry.First], entry.Second, 1e-12));
    }

    /// <summary>The worked example of Wikipedia's article "Bradley-Terry model", whose strengths have geometric mean 1.</summary>
    [Fact]
    public void Four_teams_of_the_encyclopedia_have_its_strengths()
    {
        var battles = BattleTable.Of(Wins(
            ("A", "B", 2), ("A", "D", 1), ("B", "A", 3), ("B", "C", 5), ("C", "B", 3), ("C", "D", 1), ("D", "A", 4), ("D", "C", 3)));
        Assert.Equal(22, battles.BattleCount);

        var fit = BradleyTerry.Fit(battles);

        Assert.Equal([0.640, 1.043, 0.660, 2.270], fit.LogStrengths.Select(theta => Math.Round(Math.Exp(theta), 3)));
    }

    [Fact]
    public void Two_contestants_lie_apart_by_the_logarithm_of_their_odds()
    {
        var fit = BradleyTerry.Fit(BattleTable.Of(Wins(("strong", "weak", 10), ("weak", "strong", 1))), new(Ridge: 0));

        var ratings = fit.Ratings(new("weak", 1100));

        Assert.Equal(["strong", "weak"], fit.Contestants);
        Assert.Equal(1500, ratings[0], 1e-9);
        Assert.Equal(1100, ratings[1]);
    }

    [Fact]
    public void At_the_optimum_everyone_wins_as_often_as_expected()
    {
        var golden = Golden.Food;
        var fit = BradleyTerry.Fit(BattleTable.Of(golden.Battles), new(Ridge: 0));
        var ratings = fit.Contestants.Zip(fit.Ratings()).ToDictionary();

        foreach (var contestant in fit.Contestants)
        {
            var surplus = golden.Battles.Sum(battle =>
            {
                var score = battle.ScoreOfA - EloScale.ExpectedScore(ratings[battle.A], ratings[battle.B]);
                return battle.A == contestant ? score : battle.B == contestant ? -score : 0;
            });
            Assert.Equal(0, surplus, 1e-12);
        }
        Assert.InRange(fit.GradientNorm, 0, 1e-12);
    }

    [Fact]
    public void The_order_of_battles_and_of_the_two_sides_changes_no_bit()
    {
        var battles = Golden.Food.Battles;
        var shuffled = battles.OrderBy(battle => battle.B, StringComparer.Ordinal).ThenByDescending(battle => battle.A, StringComparer.Ordinal)
            .Select((battle, i) => i % 2 == 0 ? battle : battle.Swapped());

        Assert.Equal(
            BradleyTerry.Fit(BattleTable.Of(battles)).LogStrengths, BradleyTerry.Fit(BattleTable.Of(shuffled)).LogStrengths);
    }

    [Fact]
    public void The_anchor_shifts_every_rating_alike()
    {
        var fit = BradleyTerry.Fit(BattleTable.Of(Golden.Food.Battles));
        var free = fit.Ratings();
        var anchored = fit.Ratings(new("Pasta", 1100));

        Assert.Equal(1000, free.Average(), 1e-9);
        var shift = 1100 - free[fit.Contestants.Index().Single(entry => entry.Item == "Pasta").Index];
        Assert.All(free.Zip(anchored), pair => Assert.Equal(pair.First + shift, pair.Second, 1e-9));
    }

    [Fact]
    public void Many_more_battles_in_the_same_shares_give_the_same_ratings()
    {
        var few = BattleTable.Of(Golden.Food.Battles);
        var many = BattleTable.Of(few.Rows.Select(row => row with { Count = row.Count * 1_000_000 }));

        var fit = BradleyTerry.Fit(many);

        Assert.True(fit.Converged);
        Assert.All(
            BradleyTerry.Fit(few).Ratings().Zip(fit.Ratings()), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    [Fact]
    public void Known_strengths_are_found_again_from_expected_wins()
    {
        double[] theta = [.. Enumerable.Range(0, 40).Select(i => Math.Sin(i) * 4)];
        var rows =
            from i in Enumerable.Range(0, theta.Length)
            from j in Enumerable.Range(0, theta.Length)
            where i != j
            select new OutcomeCount(
                $"model-{i:D2}", $"model-{j:D2}", Outcome.AWins, (long)Math.Round(1e12 / (1 + Math.Exp(theta[j] - theta[i]))));

        var fit = BradleyTerry.Fit(BattleTable.Of(rows));

        Assert.True(fit.Converged);
        Assert.All(
            fit.LogStrengths.Zip(theta), pair => Assert.Equal(pair.Second - theta.Average(), pair.First, 1e-6));
    }

    [Fact]
    public void A_contestant_who_only_loses_gets_a_finite_rating_and_a_warning()
    {
        var fit = BradleyTerry.Fit(BattleTable.Of(Wins(("a", "b", 6), ("b", "a", 4), ("a", "c", 10), ("b", "c", 10))));

        Assert.True(fit.Converged);
        var warning = Assert.Single(fit.Warnings);
        Assert.Contains("a, b | c all wins go one way", warning, StringComparison.Ordinal);
        var ratings = fit.Ratings(new("a", 1000));
        Assert.True(double.IsFinite(ratings[2]) && ratings[2] < 0);
        Assert.Equal(400 * Math.Log10(6.0 / 4), ratings[0] - ratings[1], 0.01);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000_000)]
    public void Separable_battles_converge_whatever_their_number(long count)
    {
        var fit = BradleyTerry.Fit(BattleTable.Of(Wins(
            ("a", "b", 3 * count), ("b", "a", count), ("b", "c", count), ("c", "d", 2 * count), ("d", "c", count), ("a", "e", 1))));

        Assert.True(fit.Converged);
        var ratings = fit.Ratings();
        Assert.Equal(400 * Math.Log10(3), ratings[0] - ratings[1], 0.05);
        Assert.Equal(400 * Math.Log10(2), ratings[2] - ratings[3], 0.05);
        Assert.True(ratings[1] > ratings[2] + 1000 && ratings[0] > ratings[4] + 1000);
    }

    [Fact]
    public void Groups_without_a_battle_between_them_are_named()
    {
        var fit = BradleyTerry.Fit(BattleTable.Of(Wins(("a", "b", 3), ("b", "a", 1), ("c", "d", 1), ("d", "c", 1))));

        Assert.True(fit.Converged);
        var warning = Assert.Single(fit.Warnings);
        Assert.Contains("No battle joins the groups a, b | c, d", warning, StringComparison.Ordinal);
        Assert.Equal(400 * Math.Log10(3), fit.Ratings()[0] - fit.Ratings()[1], 1e-3);
        Assert.Equal(fit.Ratings()[2], fit.Ratings()[3], 1e-9);
    }

    [Fact]
    public void Without_a_ridge_separable_battles_are_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(
            () => BradleyTerry.Fit(BattleTable.Of(Wins(("a", "b", 3))), new(Ridge: 0)));

        Assert.Contains("fit with a ridge above 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fit_that_runs_out_of_iterations_says_so()
    {
        var fit = BradleyTerry.Fit(BattleTable.Of(Golden.Food.Battles), new(MaxIterations: 1));

        Assert.False(fit.Converged);
        Assert.Equal(1, fit.Iterations);
        Assert.True(fit.GradientNorm > 1e-6);
        Assert.Contains("allow more iterations", Assert.Single(fit.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_input_is_refused_with_advice()
    {
        Assert.Contains("at least one", Assert.Throws<ArgumentException>(
            () => BradleyTerry.Fit(BattleTable.Of(Array.Empty<Battle>()))).Message, StringComparison.Ordinal);
        var table = BattleTable.Of(Golden.Food.Battles);
        Assert.Contains("ridge", Assert.Throws<ArgumentOutOfRangeException>(
            () => BradleyTerry.Fit(table, new(Ridge: double.NaN))).Message, StringComparison.Ordinal);
        Assert.Contains("iteration", Assert.Throws<ArgumentOutOfRangeException>(
            () => BradleyTerry.Fit(table, new(MaxIterations: 0))).Message, StringComparison.Ordinal);
        Assert.Contains("'Ramen' fought no battle", Assert.Throws<ArgumentException>(
            () => BradleyTerry.Fit(table).Ratings(new("Ramen", 1000))).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<OutcomeCount> Wins(params (string Winner, string Loser, long Count)[] wins) =>
        wins.Select(win => new OutcomeCount(win.Winner, win.Loser, Outcome.AWins, win.Count));
}
