using ArenaLearning.Contracts.Messages;
using ArenaLearning.Ratings.Battles;

namespace ArenaLearning.Ranking.Battles;

/// <summary>Outcomes of battles as messages carry them, and as ratings are fitted to them.</summary>
public static class OutcomeTables
{
    private const int NumbersOfPair = 5;

    /// <param name="table">Of wins, losses and ties.</param>
    public static PairOutcomes ToMessage(BattleTable table)
    {
        var places = table.Contestants.Index().ToDictionary(entry => entry.Item, entry => (long)entry.Index, StringComparer.Ordinal);
        return new(table.Contestants, [.. table.Rows.GroupBy(row => (row.A, row.B)).SelectMany(pair =>
            (long[])[places[pair.Key.A], places[pair.Key.B], Count(pair, Outcome.AWins), Count(pair, Outcome.BWins), Count(pair, Outcome.Tie)])]);

        static long Count(IEnumerable<OutcomeCount> pair, Outcome outcome) =>
            pair.Where(row => row.ScoreOfA == new OutcomeCount("", "", outcome, 0).ScoreOfA).Sum(row => row.Count);
    }

    /// <exception cref="ArgumentException">The message does not hold five numbers for each pair, or names a contestant that it does not have.</exception>
    public static IEnumerable<OutcomeCount> Rows(PairOutcomes outcomes)
    {
        var (names, counts) = (outcomes.Contestants, outcomes.Counts);
        if (counts.Count % NumbersOfPair != 0)
            throw new ArgumentException($"Outcomes have {NumbersOfPair} numbers for each pair; these are {counts.Count} numbers.", nameof(outcomes));
        for (var i = 0; i < counts.Count; i += NumbersOfPair)
        {
            var (a, b) = (Name(counts[i]), Name(counts[i + 1]));
            yield return new(a, b, Outcome.AWins, counts[i + 2]);
            yield return new(a, b, Outcome.BWins, counts[i + 3]);
            yield return new(a, b, Outcome.Tie, counts[i + 4]);
        }

        string Name(long place) => place >= 0 && place < names.Count ? names[(int)place]
            : throw new ArgumentException($"Outcomes name contestant {place} of {names.Count}.", nameof(outcomes));
    }
}
