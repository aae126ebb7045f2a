namespace ArenaLearning.Ratings.Pairs;

/// <summary>
/// Rows of battles grouped by pair: pair p is of contestants A[p] and B[p], and its rows are FirstRow[p] up to but not
/// including FirstRow[p + 1].
/// </summary>
/// <param name="Scores">A's score, by row.</param>
/// <param name="Counts">How often the row was fought, by row.</param>
internal sealed record PairRows(int[] A, int[] B, int[] FirstRow, double[] Scores, long[] Counts)
{
    public int Pairs => A.Length;

    public long[] BattlesByContestant(int contestants)
    {
        var battles = new long[contestants];
        for (var pair = 0; pair < Pairs; pair++)
        {
            for (var row = FirstRow[pair]; row < FirstRow[pair + 1]; row++)
            {
                battles[A[pair]] += Counts[row];
                battles[B[pair]] += Counts[row];
            }
        }
        return battles;
    }

    public IReadOnlyList<PairWinRate> WinRates(IReadOnlyList<string> contestants)
    {
        var rates = new List<PairWinRate>(2 * Pairs);
        for (var pair = 0; pair < Pairs; pair++)
        {
            double winsOfA = 0, winsOfB = 0;
            long battles = 0;
            for (var row = FirstRow[pair]; row < FirstRow[pair + 1]; row++)
            {
                winsOfA += Counts[row] * Scores[row];
                winsOfB += Counts[row] * (1 - Scores[row]);
                battles += Counts[row];
            }
            var (a, b) = (contestants[A[pair]], contestants[B[pair]]);
            rates.Add(new(a, b, winsOfA / battles, battles));
            rates.Add(new(b, a, winsOfB / battles, battles));
        }
        return [.. rates.OrderBy(rate => rate.A, StringComparer.Ordinal).ThenBy(rate => rate.B, StringComparer.Ordinal)];
    }
}

/// <summary>Takes rows in their order, those of a pair one after another.</summary>
internal sealed class PairRowsBuilder
{
    private readonly List<int> a = [], b = [], firstRow = [];
    private readonly List<double> scores = [];
    private readonly List<long> counts = [];

    public void Add(int rowA, int rowB, double score, long count)
    {
        if (a.Count == 0 || a[^1] != rowA || b[^1] != rowB)
        {
            a.Add(rowA);
            b.Add(rowB);
            firstRow.Add(scores.Count);
        }
        scores.Add(score);
        counts.Add(count);
    }

    public PairRows Build() => new([.. a], [.. b], [.. firstRow, scores.Count], [.. scores], [.. counts]);
}
