using ArenaLearning.LanguageModels.Sampling;
using Xunit;

namespace ArenaLearning.Learning.Tests.Sampling;

public sealed class SplitMixTests
{
    // The values that the reference implementation in C gives for this seed.
    [Fact]
    public void Draws_are_those_of_the_published_generator()
    {
        var random = new SplitMix(1234567);
        Assert.Equal(
            [6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL, 4593380528125082431UL, 16408922859458223821UL],
            Enumerable.Range(0, 5).Select(_ => random.Next()));
    }

    // Of 20000 draws the mean's own deviation is 1/sqrt(20000) = 0.007 and the variance's sqrt(2)/141 = 0.01; five of them are allowed.
    [Fact]
    public void Normal_draws_have_mean_zero_and_variance_one()
    {
        var random = new SplitMix(3);
        var draws = Enumerable.Range(0, 20_000).Select(_ => random.NextNormal()).ToArray();
        Assert.InRange(draws.Average(), -0.035, 0.035);
        Assert.InRange(draws.Average(draw => draw * draw), 0.95, 1.05);
    }

    [Fact]
    public void A_shuffle_keeps_every_item_and_reaches_every_order()
    {
        var random = new SplitMix(4);
        var orders = new Dictionary<string, int>();
        for (var i = 0; i < 6000; i++)
        {
            char[] items = ['a', 'b', 'c'];
            random.Shuffle<char>(items);
            orders[new(items)] = orders.GetValueOrDefault(new(items)) + 1;
        }
        // 1000 each are expected, with a deviation of sqrt(6000 * 5/36) = 29.
        Assert.Equal(["abc", "acb", "bac", "bca", "cab", "cba"], orders.Keys.Order());
        Assert.All(orders.Values, count => Assert.InRange(count, 855, 1145));
    }

    [Fact]
    public void Derived_seeds_differ_from_part_to_part_and_from_seed_to_seed() =>
        Assert.Equal(200 * 50, Enumerable.Range(0, 200).SelectMany(seed => Enumerable.Range(0, 50).Select(part => SplitMix.Derive(seed, part))).Distinct().Count());
}
