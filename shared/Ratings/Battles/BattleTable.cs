namespace ArenaLearning.Ratings.Battles;

/// <summary>
/// The unique outcomes of a set of battles with their counts: all that Bradley-Terry and its bootstrap need to know.
/// Contestants and rows are in ordinal order, so that sums over them come out the same to the last bit whatever the
/// order in which the battles arrived.
/// </summary>
public sealed class BattleTable
{
    private readonly (int A, int B)[] pairs;

    internal BattleTable(IEnumerable<OutcomeCount> uniqueRows)
    {
        Rows = [.. uniqueRows
            .OrderBy(row => row.A, StringComparer.Ordinal)
            .ThenBy(row => row.B, StringComparer.Ordinal)
            .ThenBy(row => row.Outcome)];
        Contestants = [.. Rows.SelectMany(row => new[] { row.A, row.B }).Distinct().Order(StringComparer.Ordinal)];
        var index = Contestants.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        pairs = [.. Rows.Select(row => (index[row.A], index[row.B]))];
        Counts = [.. Rows.Select(row => row.Count)];
        BattleCount = Counts.Sum();
    }

    /// <summary>Names in ordinal order.</summary>
    public IReadOnlyList<string> Contestants { get; }

    /// <summary>Each pair and outcome once, A before B in ordinal order, counts above zero.</summary>
    public IReadOnlyList<OutcomeCount> Rows { get; }

    public long BattleCount { get; }

    /// <summary>Counts of <see cref="Rows"/>.</summary>
    internal long[] Counts { get; }

    public static BattleTable Of(IEnumerable<Battle> battles)
    {
        var tally = new BattleTally();
        foreach (var battle in battles) tally.Add(battle);
        return tally.ToTable();
    }

    public static BattleTable Of(IEnumerable<OutcomeCount> rows)
    {
        var tally = new BattleTally();
        foreach (var row in rows) tally.Add(new(row.A, row.B, row.Outcome), row.Count);
        return tally.ToTable();
    }

    /// <summary>Battles of each contestant, in the order of <see cref="Contestants"/>.</summary>
    public IReadOnlyList<long> BattlesByContestant()
    {
        var battles = new long[Contestants.Count];
        for (var row = 0; row < pairs.Length; row++)
        {
            battles[pairs[row].A] += Counts[row];
            battles[pairs[row].B] += Counts[row];
        }
        return battles;
    }

    /// <summary>Win rates of every pair that fought, in both directions, ties as half.</summary>
    public IReadOnlyList<PairWinRate> WinRates() =>
        [.. Pairs(Counts)
            .SelectMany(pair => new[] { RateOf(pair), RateOf(new(pair.B, pair.A, pair.WinsOfB, pair.WinsOfA)) })
            .OrderBy(rate => rate.A, StringComparer.Ordinal)
            .ThenBy(rate => rate.B, StringComparer.Ordinal)];

    /// <summary>
    /// The wins of each pair, a tie as half a win for both, if the rows had these counts. Pairs without a battle are
    /// left out.
    /// </summary>
    internal IReadOnlyList<PairWins> Pairs(ReadOnlySpan<long> counts)
    {
        var wins = new List<PairWins>();
        for (var row = 0; row < pairs.Length;)
        {
            var (a, b) = pairs[row];
            double winsOfA = 0, winsOfB = 0;
            for (; row < pairs.Length && pairs[row] == (a, b); row++)
            {
                var score = new Battle(Rows[row].A, Rows[row].B, Rows[row].Outcome).ScoreOfA;
                winsOfA += counts[row] * score;
                winsOfB += counts[row] * (1 - score);
            }
            if (winsOfA + winsOfB > 0) wins.Add(new(a, b, winsOfA, winsOfB));
        }
        return wins;
    }

    private PairWinRate RateOf(PairWins pair)
    {
        var battles = pair.WinsOfA + pair.WinsOfB;
        return new(Contestants[pair.A], Contestants[pair.B], pair.WinsOfA / battles, (long)battles);
    }
}

/// <param name="Rate">Share of A's wins over B, ties as half.</param>
public sealed record PairWinRate(string A, string B, double Rate, long Battles);

/// <summary>Wins of two contestants over each other; A and B are indices into the contestants.</summary>
internal readonly record struct PairWins(int A, int B, double WinsOfA, double WinsOfB);
