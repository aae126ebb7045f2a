using ArenaLearning.Randomness;
using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Models;
using ArenaLearning.Ratings.Uncertainty;

namespace ArenaLearning.Ratings.Tests;

public class BootstrapTests
{
    private static readonly Anchor Pasta = new("Pasta", 1100);

    [Fact]
    public void One_seed_gives_one_answer_whatever_the_order_of_battles()
    {
        var battles = Golden.Food.Battles;

        Assert.Equal(Of(battles, seed: 7).Intervals, Of(battles, seed: 7).Intervals);
        Assert.Equal(Of(battles, seed: 7).Intervals, Of([.. battles.Reverse()], seed: 7).Intervals);
        Assert.NotEqual(Of(battles, seed: 7).Intervals, Of(battles, seed: 8).Intervals);
    }

    /// <summary>
    /// Worked out by a second program in another language, with an iterative fit of its own. It also guards the digest of
    /// campaigns: these figures may change with no update of .NET.
    /// </summary>
    [Fact]
    public void The_intervals_of_a_seed_are_those_of_an_independent_program()
    {
        var table = BattleTable.Of(Simulated([0, 0.5, 1], battlesOfPair: 200, new(5)));

        var intervals = Bootstrap.Intervals(table, BradleyTerry.Fit(table), new("0", 1000), seed: 1).Intervals;

        Assert.Equal(1076.527183942929, intervals[1].Lower, 1e-5);
        Assert.Equal(1155.6805179270973, intervals[1].Upper, 1e-5);
        Assert.Equal(1158.1996312775814, intervals[2].Lower, 1e-5);
        Assert.Equal(1229.0376117789551, intervals[2].Upper, 1e-5);
    }

    [Fact]
    public void The_anchor_has_no_width_and_the_others_hold_their_rating()
    {
        var table = BattleTable.Of(Golden.Food.Battles);
        var fit = BradleyTerry.Fit(table);
        var ratings = fit.Ratings(Pasta);

        var intervals = Bootstrap.Intervals(table, fit, Pasta, seed: 3).Intervals;

        for (var i = 0; i < ratings.Count; i++)
        {
            Assert.InRange(ratings[i], intervals[i].Lower, intervals[i].Upper);
            Assert.Equal(fit.Contestants[i] == "Pasta", intervals[i].Lower == intervals[i].Upper);
        }
    }

    [Fact]
    public void Another_anchor_rating_shifts_the_intervals()
    {
        var table = BattleTable.Of(Golden.Food.Battles);
        var fit = BradleyTerry.Fit(table);

        var at1100 = Bootstrap.Intervals(table, fit, Pasta, seed: 3).Intervals;
        var at1000 = Bootstrap.Intervals(table, fit, Pasta with { Rating = 1000 }, seed: 3).Intervals;

        Assert.All(at1100.Zip(at1000), pair =>
        {
            Assert.Equal(100, pair.First.Lower - pair.Second.Lower, 1e-9);
            Assert.Equal(100, pair.First.Upper - pair.Second.Upper, 1e-9);
        });
    }

    [Fact]
    public void Intervals_hold_the_true_difference_about_as_often_as_they_claim()
    {
        double[] theta = [0, 0.3, 0.8, 1.2];
        const int dataSets = 200;
        var held = 0;
        for (var set = 0; set < dataSets; set++)
        {
            var table = BattleTable.Of(Simulated(theta, battlesOfPair: 60, SplitMix64.Stream(11, set)));
            var intervals = Bootstrap.Intervals(table, BradleyTerry.Fit(table), new("0", 0), seed: set).Intervals;
            for (var i = 1; i < theta.Length; i++)
            {
                var truth = theta[i] * EloScale.PointsPerLogStrength;
                if (intervals[i].Lower <= truth && truth <= intervals[i].Upper) held++;
            }
        }

        // 95% claimed; 100 rounds make the outer quantiles, and so the coverage, a little narrow.
        Assert.InRange(held / (dataSets * (theta.Length - 1.0)), 0.90, 0.98);
    }

    [Fact]
    public void Four_times_the_battles_halve_the_width()
    {
        var few = Width(battlesOfPair: 200);
        var many = Width(battlesOfPair: 800);

        Assert.InRange(few / many, 1.6, 2.4);

        static double Width(int battlesOfPair)
        {
            var table = BattleTable.Of(Simulated([0, 0.5], battlesOfPair, new(2)));
            var interval = Bootstrap.Intervals(table, BradleyTerry.Fit(table), new("0", 0), seed: 4, rounds: 1000).Intervals[1];
            return interval.Upper - interval.Lower;
        }
    }

    [Fact]
    public void A_contestant_that_rounds_leave_out_is_named_and_stays_finite()
    {
        Battle[] battles = [.. Golden.Food.Battles, new("Ramen", "Tacos", Outcome.Tie)];

        var bootstrap = Of(battles, seed: 1);

        Assert.Contains(bootstrap.Warnings, warning => warning.StartsWith("'Ramen' has so few battles", StringComparison.Ordinal));
        Assert.All(bootstrap.Intervals, interval => Assert.True(double.IsFinite(interval.Lower) && interval.Lower <= interval.Upper));
    }

    [Fact]
    public void Rounds_in_which_someone_loses_everything_are_counted()
    {
        OutcomeCount[] rows = [new("a", "b", Outcome.AWins, 30), new("a", "b", Outcome.BWins, 1)];
        var table = BattleTable.Of(rows);

        var bootstrap = Bootstrap.Intervals(table, BradleyTerry.Fit(table), new("a", 1000), seed: 1);

        Assert.Contains("won all their battles with the rest", Assert.Single(bootstrap.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Rounds_that_do_not_converge_are_counted()
    {
        var table = BattleTable.Of(Golden.Food.Battles);

        var bootstrap = Bootstrap.Intervals(
            table, BradleyTerry.Fit(table), Pasta, seed: 1, rounds: 20, new(MaxIterations: 1));

        Assert.Contains("20 of 20 bootstrap rounds did not converge; allow more iterations.", bootstrap.Warnings);
    }

    [Fact]
    public void Fewer_than_one_round_is_refused()
    {
        var table = BattleTable.Of(Golden.Food.Battles);

        Assert.Contains("at least one round", Assert.Throws<ArgumentOutOfRangeException>(
            () => Bootstrap.Intervals(table, BradleyTerry.Fit(table), Pasta, seed: 1, rounds: 0)).Message, StringComparison.Ordinal);
    }

    private static RatingIntervals Of(IReadOnlyList<Battle> battles, long seed)
    {
        var table = BattleTable.Of(battles);
        return Bootstrap.Intervals(table, BradleyTerry.Fit(table), Pasta, seed);
    }

    /// <summary>Battles of all pairs; contestant i is named "i" and has log-strength theta[i].</summary>
    private static IEnumerable<Battle> Simulated(double[] theta, int battlesOfPair, SplitMix64 random)
    {
        for (var i = 0; i < theta.Length; i++)
        {
            for (var j = i + 1; j < theta.Length; j++)
            {
                var chance = 1 / (1 + Math.Exp(theta[j] - theta[i]));
                for (var battle = 0; battle < battlesOfPair; battle++)
                {
                    var uniform = random.Below(1 << 30) / (double)(1 << 30);
                    yield return new($"{i}", $"{j}", uniform < chance ? Outcome.AWins : Outcome.BWins);
                }
            }
        }
    }
}
