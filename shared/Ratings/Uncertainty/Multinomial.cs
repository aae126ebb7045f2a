using ArenaLearning.Randomness;

namespace ArenaLearning.Ratings.Uncertainty;

/// <summary>
/// Draws from a set of rows with counts, each row with a probability in proportion to its count: the alias method
/// (M. D. Vose, "A linear algorithm for generating random numbers with a given distribution", IEEE TSE 17, 1991), in
/// integers, so that the probabilities are exact.
/// </summary>
/// <remarks>
/// Every row is a column of height N, the number of battles, and a count c fills c * rows of the total N * rows. A
/// column that its own row does not fill is topped up with one other row, its alias.
/// <para>
/// The time of that grows with the battles. For many battles most draws are made for all battles of a row at once: numbers of
/// draws that are independent Poisson variables are, given their sum, multinomial. So each row draws one whose mean is a
/// little below its count, and the few battles that their sum lacks are drawn singly; the rare sum above N is drawn again.
/// </para>
/// </remarks>
internal sealed class Multinomial
{
    /// <summary>From as many battles on, rows draw at once. Fewer are fast enough, and their draws are those of earlier versions.</summary>
    internal const long ManyBattles = 65_536;

    /// <summary>Standard deviations by which the sum of the Poisson draws is kept below the number of battles.</summary>
    private const double Reserve = 5;

    private readonly long battles;
    private readonly long[] ownHeight;
    private readonly int[] alias;
    private readonly PoissonTables? poissons;

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

        if (battles >= ManyBattles) poissons = new(counts, 1 - Reserve / Math.Sqrt(battles));
    }

    /// <summary>Draws as many battles as there are, with replacement.</summary>
    /// <returns>How often each row was drawn.</returns>
    public long[] Resample(SplitMix64 random)
    {
        var drawn = new long[ownHeight.Length];
        Resample(random, drawn);
        return drawn;
    }

    /// <param name="drawn">Overwritten with how often each row was drawn.</param>
    public void Resample(SplitMix64 random, long[] drawn)
    {
        var missing = battles;
        if (poissons is null) Array.Clear(drawn);
        else do missing = battles - poissons.Draw(random, drawn); while (missing < 0);
        var area = checked((ulong)battles * (ulong)ownHeight.Length);
        for (var i = 0L; i < missing; i++)
        {
            var (column, height) = Math.DivRem((long)random.Below(area), battles);
            drawn[height < ownHeight[column] ? column : alias[column]]++;
        }
    }
}
