namespace ArenaLearning.Ratings.Uncertainty;

/// <summary>
/// Draws from a set of rows with counts, each row with a probability in proportion to its count: the alias method
/// (M. D. Vose, "A linear algorithm for generating random numbers with a given distribution", IEEE TSE 17, 1991), in
/// integers, so that the probabilities are exact.
/// </summary>
/// <remarks>
/// Every row is a column of height N, the number of battles, and a count c fills c * rows of the total N * rows. A
/// column that its own row does not fill is topped up with one other row, its alias.
/// </remarks>
internal sealed class Multinomial
{
    private readonly long battles;
    private readonly long[] ownHeight;
    private readonly int[] alias;

    /// <param name="counts">Positive counts.</param>
    public Multinomial(IReadOnlyList<long> counts)
    {
        battles = counts.Sum();
        ownHeight = new long[counts.Count];
        alias = new int[counts.Count];
        var height = counts.Select(count => checked(count * counts.Count)).ToArray();
        var small = new Stack<int>();
        var large = new Stack<int>();
        for (var row = 0; row < height.Length; row++) (height[row] < battles ? small : large).Push(row);
        while (small.TryPop(out var lower))
        {
            var donor = large.Pop();
            (ownHeight[lower], alias[lower]) = (height[lower], donor);
            height[donor] -= battles - height[lower];
            (height[donor] < battles ? small : large).Push(donor);
        }
        foreach (var row in large) ownHeight[row] = battles;
    }

    /// <summary>Draws as many battles as there are, with replacement.</summary>
    /// <returns>How often each row was drawn.</returns>
    public long[] Resample(SplitMix64 random)
    {
        var drawn = new long[ownHeight.Length];
        var area = checked((ulong)battles * (ulong)ownHeight.Length);
        for (var i = 0L; i < battles; i++)
        {
            var (column, height) = Math.DivRem((long)random.Below(area), battles);
            drawn[height < ownHeight[column] ? column : alias[column]]++;
        }
        return drawn;
    }
}
