using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArenaLearning.Randomness;

namespace ArenaLearning.Ratings.Uncertainty;

/// <summary>
/// Draws, for each of many rows, a Poisson variable of a mean of its own, by inversion with guide tables (L. Devroye,
/// "Non-Uniform Random Variate Generation", 1986, section III.2.4). Rows of one mean share a table, all tables lie in two arrays, and
/// a mean above <see cref="MostOfOne"/> is a sum of smaller ones, as such variables add up.
/// </summary>
internal sealed class PoissonTables
{
    private const double MostOfOne = 256;
    private const int GuideBits = 8;
    private const int Guides = 1 << GuideBits;

    private readonly int[] tableOfRow;
    private readonly List<(int Parts, int First, int Start)> tables = [];

    /// <summary>For each table, by the upper bits of a draw, the first entry whose cumulative may exceed it.</summary>
    private readonly List<int> guide = [];

    /// <summary>2^64 P(X &lt;= k) for k from the table's first on; the last of a table is beyond every draw.</summary>
    private readonly List<ulong> cumulative = [];

    /// <param name="counts">Means up to the factor, by row.</param>
    public PoissonTables(IReadOnlyList<long> counts, double factor)
    {
        var known = new Dictionary<long, int>();
        tableOfRow = new int[counts.Count];
        for (var row = 0; row < tableOfRow.Length; row++)
        {
            if (!known.TryGetValue(counts[row], out var table)) known.Add(counts[row], table = Add(counts[row] * factor));
            tableOfRow[row] = table;
        }
    }

    /// <param name="drawn">Overwritten with a draw for each row.</param>
    /// <returns>The sum of the draws.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Draw(SplitMix64 random, Span<long> drawn)
    {
        var ofTable = CollectionsMarshal.AsSpan(tables);
        var guides = CollectionsMarshal.AsSpan(guide);
        var cumulatives = CollectionsMarshal.AsSpan(cumulative);
        var total = 0L;
        for (var row = 0; row < drawn.Length; row++)
        {
            var table = tableOfRow[row];
            var (parts, first, _) = ofTable[table];
            var sum = 0L;
            for (; parts > 0; parts--)
            {
                var draw = random.Next();
                var entry = guides[table * Guides + (int)(draw >> (64 - GuideBits))];
                while (cumulatives[entry] <= draw && cumulatives[entry] != ulong.MaxValue) entry++;
                sum += first + entry - ofTable[table].Start;
            }
            drawn[row] = sum;
            total += sum;
        }
        return total;
    }

    /// <returns>The number of the table.</returns>
    private int Add(double mean)
    {
        var parts = (int)Math.Ceiling(mean / MostOfOne);
        var lambda = mean / parts;
        // P(X = k) from the mode outwards, then scaled to the sum 1: no logarithm of a factorial is needed.
        var mode = (int)lambda;
        var reach = (int)(12 * Math.Sqrt(lambda) + 40);
        var first = Math.Max(0, mode - reach);
        var chances = new double[mode + reach - first + 1];
        chances[mode - first] = 1;
        for (var k = mode; k > first; k--) chances[k - 1 - first] = chances[k - first] * k / lambda;
        for (var k = mode + 1; k - first < chances.Length; k++) chances[k - first] = chances[k - 1 - first] * lambda / k;
        var sum = chances.Sum();
        var start = cumulative.Count;
        var below = 0.0;
        foreach (var chance in chances[..^1])
        {
            below += chance / sum;
            cumulative.Add(below < 1 - 1e-15 ? (ulong)(below * 18446744073709551616.0) : ulong.MaxValue);
        }
        cumulative.Add(ulong.MaxValue);
        var entry = start;
        for (var bucket = 0; bucket < Guides; bucket++)
        {
            while (cumulative[entry] <= (ulong)bucket << (64 - GuideBits)) entry++;
            guide.Add(entry);
        }
        tables.Add((parts, first, start));
        return tables.Count - 1;
    }
}
