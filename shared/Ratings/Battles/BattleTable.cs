using ArenaLearning.Ratings.Likelihoods;
using ArenaLearning.Ratings.Pairs;


namespace ArenaLearning.Ratings.Battles;

/// <summary>
/// The unique outcomes of a set of battles with their counts: all that Bradley-Terry and its bootstrap need to know.
/// Contestants and rows are in a fixed order, so that sums over them come out the same to the last bit whatever the
/// order in which the battles arrived.
/// </summary>
public sealed class BattleTable : BattleSet
{
    private readonly Lazy<IReadOnlyList<OutcomeCount>> rows;

    internal BattleTable(IEnumerable<OutcomeCount> uniqueRows)
        : this(Sorted(uniqueRows)) { }

    /// <param name="contestants">In ordinal order; each has a battle.</param>
    internal BattleTable(string[] contestants, PairRows pairRows)
    {
        Contestants = contestants;
        PairRows = pairRows;
        BattleCount = pairRows.Counts.Sum();
        rows = new(ToRows);
    }

    private BattleTable((string[] Contestants, PairRows Rows) sorted) : this(sorted.Contestants, sorted.Rows) { }

    public override IReadOnlyList<string> Contestants { get; }

    /// <summary>
    /// Each pair and outcome once, A before B in ordinal order, counts above zero. Of a pair, the wins come first, then
    /// the losses, then what lies between; a seed's bootstrap draws depend on this order.
    /// </summary>
    public IReadOnlyList<OutcomeCount> Rows => rows.Value;

    public override long BattleCount { get; }

    internal PairRows PairRows { get; }

    internal override long[] Counts => PairRows.Counts;

    public static BattleTable Of(IEnumerable<Battle> battles)
    {
        var tally = new BattleTally();
        foreach (var battle in battles) tally.Add(battle);
        return tally.ToTable();
    }

    public static BattleTable Of(IEnumerable<OutcomeCount> rows)
    {
        var tally = new BattleTally();
        foreach (var row in rows) tally.Add(new(row.A, row.B, row.ScoreOfA), row.Count);
        return tally.ToTable();
    }

    public override IReadOnlyList<long> BattlesByContestant() => PairRows.BattlesByContestant(Contestants.Count);

    public override IReadOnlyList<PairWinRate> WinRates() => PairRows.WinRates(Contestants);

    internal override ILikelihood Likelihood(TiesModel ties) => ties switch
    {
        TiesModel.Half => new PairLikelihood(Contestants.Count, PairRows),
        TiesModel.Davidson => new DavidsonLikelihood(Contestants.Count, PairRows),
        _ => throw new ArgumentOutOfRangeException(nameof(ties), ties, "There is no such ties model."),
    };

    internal override IReadOnlyList<string> ExtraNames(TiesModel ties) => ties == TiesModel.Davidson ? ["log_tie_weight"] : [];

    private List<OutcomeCount> ToRows()
    {
        var list = new List<OutcomeCount>(Counts.Length);
        for (var pair = 0; pair < PairRows.Pairs; pair++)
        {
            for (var row = PairRows.FirstRow[pair]; row < PairRows.FirstRow[pair + 1]; row++)
                list.Add(new(Contestants[PairRows.A[pair]], Contestants[PairRows.B[pair]], PairRows.Scores[row], Counts[row]));
        }
        return list;
    }

    private static (string[], PairRows) Sorted(IEnumerable<OutcomeCount> uniqueRows)
    {
        var sorted = uniqueRows
            .OrderBy(row => row.A, StringComparer.Ordinal)
            .ThenBy(row => row.B, StringComparer.Ordinal)
            .ThenBy(row => row.ScoreOfA is not (0 or 1))
            .ThenByDescending(row => row.ScoreOfA)
            .ToArray();
        string[] contestants = [.. sorted.SelectMany(row => new[] { row.A, row.B }).Distinct().Order(StringComparer.Ordinal)];
        var index = contestants.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        var builder = new PairRowsBuilder();
        foreach (var row in sorted) builder.Add(index[row.A], index[row.B], row.ScoreOfA, row.Count);
        return (contestants, builder.Build());
    }
}
