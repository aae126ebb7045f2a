using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Models;
using ArenaLearning.Ratings.Uncertainty;

namespace ArenaLearning.Ratings.Tests;

public class SandwichTests
{
    /// <summary>The log-odds of a share p of N battles have the variance 1 / (N p (1 - p)).</summary>
    [Fact]
    public void Two_contestants_have_the_interval_of_log_odds()
    {
        var table = BattleTable.Of(new OutcomeCount[] { new("a", "b", Outcome.AWins, 300), new("a", "b", Outcome.BWins, 100) });

        var interval = Sandwich.Intervals(table, BradleyTerry.Fit(table), new("b", 1000)).Intervals;

        var deviation = Math.Sqrt(1 / (400 * 0.75 * 0.25)) * 400 / Math.Log(10);
        Assert.Equal(1000 + 400 * Math.Log10(3) - 1.959963984540054 * deviation, interval[0].Lower, 1e-4);
        Assert.Equal(1000 + 400 * Math.Log10(3) + 1.959963984540054 * deviation, interval[0].Upper, 1e-4);
        Assert.Equal(new(1000, 1000), interval[1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Widths_are_within_10_percent_of_the_bootstrap(bool anchored)
    {
        var table = BattleTable.Of(SimulatedArena.Battles([0, 0.4, 0.9, -0.7, 1.2], 6000, tieShare: 0.25, seed: 6));
        var fit = BradleyTerry.Fit(table);
        var anchor = anchored ? new Anchor("model-02", 1100) : null;

        var bootstrap = Bootstrap.Intervals(table, fit, anchor, seed: 1, rounds: 4000).Intervals;
        var sandwich = Sandwich.Intervals(table, fit, anchor);

        Assert.Empty(sandwich.Warnings);
        for (var i = 0; i < bootstrap.Count; i++)
        {
            if (fit.Contestants[i] == anchor?.Contestant) continue;
            Assert.InRange(Width(sandwich.Intervals[i]) / Width(bootstrap[i]), 0.9, 1.1);
        }
    }

    /// <summary>A judge that never says more than 0.75 is not as uncertain as a coin; the model's own variance would take it for one.</summary>
    [Fact]
    public void Soft_outcomes_near_each_other_leave_little_uncertainty()
    {
        var table = BattleTable.Of(new OutcomeCount[] { new("a", "b", 0.75, 200), new("a", "b", 0.65, 200) });

        var interval = Sandwich.Intervals(table, BradleyTerry.Fit(table), new("b", 1000)).Intervals[0];

        // Variance of the mean outcome 0.05^2 / 400, divided by the square of the slope p (1 - p).
        var deviation = Math.Sqrt(0.05 * 0.05 / 400) / (0.7 * 0.3) * 400 / Math.Log(10);
        Assert.Equal(2 * 1.959963984540054 * deviation, Width(interval), 1e-4);
    }

    [Fact]
    public void Separable_battles_get_a_warning()
    {
        var table = BattleTable.Of(new OutcomeCount[] { new("a", "b", Outcome.AWins, 5) });

        Assert.Contains("holds near a maximum", Assert.Single(Sandwich.Intervals(table, BradleyTerry.Fit(table), null).Warnings), StringComparison.Ordinal);
    }

    private static double Width(RatingInterval interval) => interval.Upper - interval.Lower;
}
