using ArenaLearning.Ratings.Flags;

namespace ArenaLearning.Ratings.Tests;

public class FrequentKeysTests
{
    [Fact]
    public void Few_keys_are_counted_exactly()
    {
        var keys = new FrequentKeys();
        Assert.Equal(0, keys.Most);

        for (var i = 0UL; i < FrequentKeys.Width - 1; i++) keys.Add(i % 7_000);

        Assert.Equal((7_000, 4), (keys.Held, keys.Most));
    }

    [Theory]
    [InlineData(5)] // the share of a fifth, where a contestant is flagged
    [InlineData(40)]
    public void Of_many_keys_the_most_frequent_is_counted_nearly_and_the_rest_forgotten(int every)
    {
        const int All = 60 * FrequentKeys.Width;
        var (keys, most) = (new FrequentKeys(), 0);

        for (var i = 0; i < All; i++)
        {
            keys.Add(i % every == 0 ? 0UL : (ulong)i);
            most = Math.Max(most, keys.Held);
        }

        Assert.InRange(keys.Most, All / every - All / FrequentKeys.Width, All / every);
        Assert.InRange(most, 1, 2 * FrequentKeys.Width);
    }

    [Fact]
    public void A_key_that_begins_late_falls_short_by_no_more_than_the_bound()
    {
        const int Before = 20 * FrequentKeys.Width;
        var keys = new FrequentKeys();

        for (var i = 1; i <= Before; i++) keys.Add((ulong)i);
        for (var i = 0; i < FrequentKeys.Width; i++) keys.Add(i % 2 == 0 ? 0UL : (ulong)(Before + i));

        Assert.InRange(keys.Most, FrequentKeys.Width / 2 - 21, FrequentKeys.Width / 2);
    }
}
