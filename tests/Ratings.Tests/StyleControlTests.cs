using ArenaLearning.Randomness;
using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Likelihoods;
using ArenaLearning.Ratings.Models;
using ArenaLearning.Ratings.Styles;
using ArenaLearning.Ratings.Uncertainty;

namespace ArenaLearning.Ratings.Tests;

public class StyleControlTests
{
    private static readonly double[] Theta = [0, 0.5, 1, -0.8];
    private static readonly double[] Planted = [1.5, -0.6, 0.4, 0];

    [Fact]
    public void Planted_coefficients_and_strengths_are_found_again()
    {
        var rows = SimulatedArena.Styled(Theta, Planted, 60_000, seed: 8).ToArray();

        var fit = BradleyTerry.Fit(Battles(rows));
        var plain = BradleyTerry.Fit(BattleTable.Of(rows.Select(row => row.Battle)));

        Assert.True(fit.Converged);
        // Coefficients are those of features divided by their root mean square.
        for (var k = 0; k < Planted.Length; k++)
            Assert.Equal(Planted[k] * Math.Sqrt(rows.Average(row => Feature(row, k) * Feature(row, k))), fit.Extra[k], 0.03);
        Assert.All(fit.LogStrengths.Zip(Theta), pair => Assert.Equal(pair.Second - Theta.Average(), pair.First, 0.06));
        // Without the control the longer answers of the stronger count as strength.
        Assert.True(Spread(plain) > Spread(fit) + 0.3);

        static double Spread(BradleyTerryFit fit) => fit.LogStrengths.Max() - fit.LogStrengths.Min();
    }

    [Fact]
    public void The_order_of_battles_and_of_the_two_sides_changes_no_bit()
    {
        var rows = SimulatedArena.Styled(Theta, Planted, 3000, seed: 2).ToArray();

        var forward = Battles(rows);
        var backward = Battles(rows.Reverse().Select((row, i) => i % 2 == 0 ? row : (row.Battle.Swapped(), row.B, row.A)));

        var (one, other) = (BradleyTerry.Fit(forward), BradleyTerry.Fit(backward));
        Assert.Equal(one.LogStrengths, other.LogStrengths);
        Assert.Equal(one.Extra, other.Extra);
        Assert.Equal(
            Bootstrap.Intervals(forward, one, null, seed: 1, rounds: 20).Intervals,
            Bootstrap.Intervals(backward, other, null, seed: 1, rounds: 20).Intervals);
    }

    [Fact]
    public void Answers_of_one_style_have_the_plain_ratings()
    {
        var style = new AnswerStyle(120, 1, 0, 3);
        var rows = SimulatedArena.Battles(Theta, 2000, tieShare: 0.2, seed: 3).Select(battle => (battle, style, style)).ToArray();

        var fit = BradleyTerry.Fit(Battles(rows));
        var plain = BradleyTerry.Fit(BattleTable.Of(rows.Select(row => row.battle)));

        Assert.All(plain.Ratings().Zip(fit.Ratings()), pair => Assert.Equal(pair.First, pair.Second, 1e-8));
        Assert.Equal([0, 0, 0, 0], fit.Extra);
    }

    [Fact]
    public void Both_kinds_of_interval_agree()
    {
        var battles = Battles(SimulatedArena.Styled(Theta, Planted, 4000, seed: 5));
        var fit = BradleyTerry.Fit(battles);

        var bootstrap = Bootstrap.Intervals(battles, fit, null, seed: 1, rounds: 1500).Intervals;
        var sandwich = Sandwich.Intervals(battles, fit, null).Intervals;

        Assert.All(bootstrap.Zip(sandwich), pair => Assert.InRange(
            (pair.First.Upper - pair.First.Lower) / (pair.Second.Upper - pair.Second.Lower), 0.9, 1.1));
    }

    [Fact]
    public void A_bootstrap_round_is_the_fit_of_its_draws()
    {
        var rows = SimulatedArena.Styled(Theta, Planted, 800, seed: 7).ToArray();
        var battles = Battles(rows);
        var fit = BradleyTerry.Fit(battles);

        var interval = Bootstrap.Intervals(battles, fit, null, seed: 4, rounds: 1).Intervals;

        var likelihood = battles.Likelihood(TiesModel.Half);
        likelihood.Reweigh(new Multinomial(battles.Counts).Resample(SplitMix64.Stream(4, 0)));
        var refitted = Newton.Maximise(likelihood, new double[likelihood.Parameters], BradleyTerryOptions.Default);
        var ratings = (fit with { LogStrengths = refitted.Point[..Theta.Length] }).Ratings();
        Assert.All(ratings.Zip(interval), pair => Assert.Equal(pair.First, pair.Second.Lower, 1e-8));
    }

    [Fact]
    public void One_kind_of_style_may_be_controlled_alone()
    {
        var rows = SimulatedArena.Styled(Theta, [1.5, 0, 0, 0], 40_000, seed: 3).ToArray();
        var (length, markdown) = (new StyledBattles.Builder(StyleKinds.Length), new StyledBattles.Builder(StyleKinds.Markdown));
        foreach (var (battle, a, b) in rows)
        {
            length.Add(battle, a, b);
            markdown.Add(battle, a, b);
        }

        var (ofLength, ofMarkdown) = (BradleyTerry.Fit(length.Build()), BradleyTerry.Fit(markdown.Build()));

        Assert.Equal(["length"], ofLength.ExtraNames);
        Assert.Equal(["headers", "lists", "bold"], ofMarkdown.ExtraNames);
        Assert.Equal(1.5 * Math.Sqrt(rows.Average(row => Feature(row, 0) * Feature(row, 0))), Assert.Single(ofLength.Extra), 0.04);
        Assert.All(ofMarkdown.Extra, coefficient => Assert.Equal(0, coefficient, 0.05));
    }

    [Fact]
    public void What_style_control_cannot_use_is_refused()
    {
        var builder = new StyledBattles.Builder();

        Assert.Contains("'a' has a count of -1", Assert.Throws<ArgumentException>(
            () => builder.Add(new("a", "b", Outcome.AWins), new(-1, 0, 0, 0), default)).Message, StringComparison.Ordinal);
        builder.Add(new("a", "b", Outcome.AWins), default, default);
        Assert.Contains("leave the ties model out", Assert.Throws<ArgumentException>(
            () => BradleyTerry.Fit(builder.Build(), new(Ties: TiesModel.Davidson))).Message, StringComparison.Ordinal);
    }

    private static StyledBattles Battles(IEnumerable<(Battle, AnswerStyle, AnswerStyle)> rows)
    {
        var builder = new StyledBattles.Builder();
        foreach (var (battle, a, b) in rows) builder.Add(battle, a, b);
        return builder.Build();
    }

    private static double Feature((Battle Battle, AnswerStyle A, AnswerStyle B) row, int k)
    {
        var features = StyleFeatures.Of(row.A, row.B);
        return new[] { features.Length, features.Headers, features.Lists, features.Bolds }[k];
    }
}
