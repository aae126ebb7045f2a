using ArenaLearning.Randomness;
using ArenaLearning.Ratings.Uncertainty;

namespace ArenaLearning.Ratings.Tests;

public class ResamplingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void Integers_below_a_bound_are_uniform(int bound)
    {
        var random = new SplitMix64(9);
        var seen = new int[bound];
        for (var i = 0; i < 60_000; i++) seen[random.Below((ulong)bound)]++;

        // Five standard deviations of a binomial.
        Assert.All(seen, count => Assert.InRange(count, 60_000.0 / bound - 5 * 245, 60_000.0 / bound + 5 * 245));
    }

    [Fact]
    public void A_resample_has_as_many_battles_in_the_shares_of_the_counts()
    {
        long[] counts = [1, 700, 49, 250];
        var multinomial = new Multinomial(counts);
        var drawn = new long[counts.Length];
        const int rounds = 400;
        for (var round = 0; round < rounds; round++)
        {
            var resample = multinomial.Resample(SplitMix64.Stream(3, round));
            Assert.Equal(1000, resample.Sum());
            for (var row = 0; row < counts.Length; row++) drawn[row] += resample[row];
        }

        for (var row = 0; row < counts.Length; row++)
        {
            var share = counts[row] / 1000.0;
            var deviation = Math.Sqrt(1000 * rounds * share * (1 - share));
            Assert.InRange(drawn[row], rounds * counts[row] - 5 * deviation, rounds * counts[row] + 5 * deviation);
        }
    }

    /// <summary>Counts of a multinomial: their sum, their means and variances, and that a row draws from the others.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(70)]
    [InlineData(700)]
    public void Many_battles_are_drawn_by_rows_and_still_multinomial(int scale)
    {
        long[] shares = [1, 2, 3, 300, 694];
        long[] counts = [.. shares.Select(share => share * scale), Multinomial.ManyBattles];
        var battles = counts.Sum();
        var multinomial = new Multinomial(counts);
        const int rounds = 3000;
        var drawn = Enumerable.Range(0, rounds).Select(round => multinomial.Resample(SplitMix64.Stream(5, round))).ToArray();

        Assert.All(drawn, round => Assert.Equal(battles, round.Sum()));
        for (var row = 0; row < counts.Length; row++)
        {
            var share = (double)counts[row] / battles;
            var variance = battles * share * (1 - share);
            var values = drawn.Select(round => (double)round[row]).ToArray();
            var mean = values.Average();
            Assert.InRange(mean, counts[row] - 5 * Math.Sqrt(variance / rounds), counts[row] + 5 * Math.Sqrt(variance / rounds));
            // Five standard errors of a variance, that of a row drawn about once being larger by its fourth moment.
            var error = 5 * Math.Sqrt((2 + 1 / variance) / rounds);
            Assert.InRange(values.Sum(value => (value - mean) * (value - mean)) / (rounds - 1) / variance, 1 - error, 1 + error);
        }
        var covariance = drawn.Average(round => (round[4] - counts[4]) * (double)(round[5] - counts[5]));
        var expected = -(double)counts[4] * counts[5] / battles;
        Assert.InRange(covariance / expected, 0.5, 1.5);
    }

    [Fact]
    public void A_single_row_is_drawn_always() =>
        Assert.Equal([12], new Multinomial([12]).Resample(new(1)));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.025, 1.075)]
    [InlineData(0.5, 2.5)]
    [InlineData(0.9, 3.7)]
    [InlineData(1, 4)]
    public void Quantiles_interpolate_as_NumPy_does(double probability, double expected) =>
        Assert.Equal(expected, Quantile.Of([1, 2, 3, 4], probability), 1e-12);

    [Fact]
    public void Equal_ratings_share_the_better_rank() =>
        Assert.Equal([3, 1, 1, 4], Ranks.Of([1000.0, 1200, 1200, 900]));

    [Fact]
    public void Rank_intervals_count_who_lies_wholly_above_and_below() =>
        Assert.Equal(
            [new(1, 2), new(1, 3), new(2, 3), new(4, 4)],
            Ranks.Of([new RatingInterval(1190, 1210), new(1150, 1195), new(1140, 1160), new(1000, 1000)]));
}
