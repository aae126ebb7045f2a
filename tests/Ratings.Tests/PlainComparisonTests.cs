using ArenaLearning.Randomness;
using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Models;
using ArenaLearning.Ratings.Uncertainty;

namespace ArenaLearning.Ratings.Tests;

/// <summary>The fast ways against the plain one, to 1e-8 Elo points.</summary>
public class PlainComparisonTests
{
    private const double Tolerance = 1e-8;

    /// <summary>More battles than <see cref="Multinomial.ManyBattles"/>, so that the draws are those of big files.</summary>
    private const int ManyBattles = 70_000;

    private static readonly double[] Theta = [.. Enumerable.Range(0, 11).Select(i => 1.5 * Math.Sin(i))];

    [Theory]
    [InlineData(300)]
    [InlineData(ManyBattles)]
    public void Ratings_equal_the_plain_fit(int battles)
    {
        var table = BattleTable.Of(SimulatedArena.Battles(Theta, battles, tieShare: 0.2, seed: 1));

        AssertEqual(PlainBradleyTerry.Ratings(table.Contestants, table.Rows), BradleyTerry.Fit(table).Ratings());
    }

    [Fact]
    public void Soft_ratings_equal_the_plain_fit()
    {
        var random = SplitMix64.Stream(3, 1);
        var table = BattleTable.Of(SimulatedArena.Battles(Theta, 2000, tieShare: 0, seed: 3)
            .Select(battle => battle with { ScoreOfA = (battle.ScoreOfA + SimulatedArena.Uniform(random)) / 2 }));

        Assert.Equal(2000, table.Rows.Count);
        AssertEqual(PlainBradleyTerry.Ratings(table.Contestants, table.Rows), BradleyTerry.Fit(table).Ratings());
    }

    [Theory]
    [InlineData(2000, 20)]
    [InlineData(ManyBattles, 10)]
    public void Bootstrap_intervals_are_the_quantiles_of_plain_fits_of_the_same_draws(int battles, int rounds)
    {
        var table = BattleTable.Of(SimulatedArena.Battles(Theta, battles, tieShare: 0.2, seed: 2));

        var intervals = Bootstrap.Intervals(table, BradleyTerry.Fit(table), anchor: null, seed: 9, rounds).Intervals;

        var multinomial = new Multinomial(table.Counts);
        var plain = Enumerable.Range(0, rounds).Select(round =>
        {
            var drawn = multinomial.Resample(SplitMix64.Stream(9, round));
            return PlainBradleyTerry.Ratings(table.Contestants, table.Rows.Select((row, i) => row with { Count = drawn[i] }));
        }).ToArray();
        for (var i = 0; i < intervals.Count; i++)
        {
            var values = plain.Select(round => round[i]).Order().ToArray();
            Assert.Equal(Quantile.Of(values, 0.025), intervals[i].Lower, Tolerance);
            Assert.Equal(Quantile.Of(values, 0.975), intervals[i].Upper, Tolerance);
        }
    }

    [Fact]
    public void A_matrix_of_outcomes_gives_the_table_of_a_tally()
    {
        var battles = SimulatedArena.Battles(Theta, 3000, tieShare: 0.3, seed: 4).ToArray();
        var tally = BattleTable.Of(battles);
        // Two readers that met the names in orders of their own.
        var parts = new[] { battles[..1000], [.. battles[1000..].Reverse()] }.Select(part =>
        {
            var (matrix, names) = (new OutcomeMatrix(), new List<string>());
            foreach (var battle in part)
                matrix.Add(Number(names, battle.A), Number(names, battle.B),
                    battle.ScoreOfA switch { 1 => Outcome.AWins, 0 => Outcome.BWins, _ => Outcome.Tie });
            matrix.Add(Number(names, "alone"), Number(names, "alone"), Outcome.Tie);
            return (matrix, (IReadOnlyList<string>)names);
        });

        var sum = OutcomeMatrix.Sum([.. parts]);

        Assert.Equal(2, sum.AgainstSelf);
        Assert.Equal(tally.Contestants, sum.Table.Contestants);
        Assert.Equal(tally.Rows, sum.Table.Rows);

        static int Number(List<string> names, string name)
        {
            if (!names.Contains(name)) names.Add(name);
            return names.IndexOf(name);
        }
    }

    private static void AssertEqual(IReadOnlyList<double> plain, IReadOnlyList<double> ratings) =>
        Assert.All(plain.Zip(ratings), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
}
