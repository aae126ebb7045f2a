namespace ArenaLearning.Ratings.Uncertainty;

/// <summary>
/// Draws Poisson variables of one mean by inversion, with a guide table (L. Devroye, "Non-Uniform Random Variate Generation",
/// 1986, section III.2.4). A mean above <see cref="MostOfOne"/> is a sum of smaller ones, as such variables add up.
/// </summary>
internal sealed class PoissonTable
{
    private const double MostOfOne = 256;
    private const int GuideBits = 10;

    private readonly int parts;

    /// <summary>2^64 P(X &lt;= first + i); the last is beyond every draw.</summary>
    private readonly ulong[] cumulative;

    /// <summary>By the upper bits of a draw, the first index whose cumulative may exceed it.</summary>
    private readonly ushort[] guide = new ushort[1 << GuideBits];
    private readonly int first;

    public PoissonTable(double mean)
    {
        parts = (int)Math.Ceiling(mean / MostOfOne);
        var lambda = mean / parts;
        // P(X = k) from the mode outwards, then scaled to the sum 1: no logarithm of a factorial is needed.
        var mode = (int)lambda;
        var reach = (int)(12 * Math.Sqrt(lambda) + 40);
        first = Math.Max(0, mode - reach);
        var chances = new double[mode + reach - first + 1];
        chances[mode - first] = 1;
        for (var k = mode; k > first; k--) chances[k - 1 - first] = chances[k - first] * k / lambda;
        for (var k = mode + 1; k - first < chances.Length; k++) chances[k - first] = chances[k - 1 - first] * lambda / k;
        var sum = chances.Sum();
        cumulative = new ulong[chances.Length];
        var below = 0.0;
        for (var i = 0; i < chances.Length; i++)
        {
            below += chances[i] / sum;
            cumulative[i] = below < 1 - 1e-15 ? (ulong)(below * 18446744073709551616.0) : ulong.MaxValue;
        }
        cumulative[^1] = ulong.MaxValue;
        var index = 0;
        for (var bucket = 0; bucket < guide.Length; bucket++)
        {
            while (cumulative[index] <= (ulong)bucket << (64 - GuideBits)) index++;
            guide[bucket] = (ushort)index;
        }
    }

    public long Draw(SplitMix64 random)
    {
        var sum = 0L;
        for (var part = 0; part < parts; part++)
        {
            var draw = random.Next();
            int index = guide[draw >> (64 - GuideBits)];
            while (cumulative[index] <= draw && cumulative[index] != ulong.MaxValue) index++;
            sum += first + index;
        }
        return sum;
    }
}
