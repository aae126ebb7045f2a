using ArenaLearning.Randomness;

namespace ArenaLearning.Ratings.Tests;

public class SplitMix64Tests
{
    /// <summary>The first outputs of the authors' own C code for this seed.</summary>
    [Fact]
    public void Draws_are_those_of_the_published_generator()
    {
        var random = new SplitMix64(1234567);

        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            Enumerable.Range(0, 5).Select(_ => random.Next()));
    }

    /// <summary>Worked out in another language. Digests of campaigns stand on these: they may not change.</summary>
    [Fact]
    public void Streams_seeds_of_parts_and_shuffles_stay_what_they_are()
    {
        var (named, numbered) = (SplitMix64.Stream(7, "cluster 3"), SplitMix64.Stream(7, 3));
        var shuffled = Enumerable.Range(0, 12).ToList();
        new SplitMix64(42).Shuffle(shuffled);

        Assert.Equal((5162000826560943375UL, 12157493790900336456UL), (named.Next(), named.Next()));
        Assert.Equal((7781137402269926631UL, 8665992178726160025UL), (numbered.Next(), numbered.Next()));
        Assert.Equal((5158825949181033520, -1497855801453522772), (SplitMix64.Derive(7, 3), SplitMix64.Derive(-7, 3)));
        Assert.Equal([9, 7, 11, 5, 4, 10, 6, 0, 3, 2, 1, 8], shuffled);
    }

    [Fact]
    public void Streams_differ_by_seed_and_by_number()
    {
        var first = new[] { (1L, 0), (1L, 1), (2L, 0), (-1L, 0) }.Select(key => SplitMix64.Stream(key.Item1, key.Item2).Next());

        Assert.Distinct(first);
    }

    [Fact]
    public void Derived_seeds_differ_from_part_to_part_and_from_seed_to_seed() =>
        Assert.Distinct(Enumerable.Range(0, 200).SelectMany(seed => Enumerable.Range(0, 50).Select(part => SplitMix64.Derive(seed, part))));

    // Of 20000 draws the mean's own deviation is 1/sqrt(20000) = 0.007 and the variance's sqrt(2)/141 = 0.01; five of them are allowed.
    [Fact]
    public void Normal_draws_have_mean_zero_and_variance_one()
    {
        var random = new SplitMix64(3);
        var draws = Enumerable.Range(0, 20_000).Select(_ => random.NextNormal()).ToArray();

        Assert.InRange(draws.Average(), -0.035, 0.035);
        Assert.InRange(draws.Average(draw => draw * draw), 0.95, 1.05);
    }

    [Fact]
    public void A_shuffle_keeps_every_item_and_reaches_every_order()
    {
        var random = new SplitMix64(4);
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
}
