using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Ratings.Battles;

namespace ArenaLearning.Ranking.Battles;

/// <summary>The battles of an arena, counted.</summary>
/// <param name="Arena">The arenas they were fought in, joined by <c>+</c>.</param>
/// <param name="Table">The rows that count for a rating.</param>
public sealed record ArenaBattles(string Arena, BattleTable Table)
{
    /// <summary>
    /// Counts rows as they are read, so that memory grows with the pairs of contestants and not with the battles.
    /// Battles of a contestant against itself (two samples of one target) say nothing about ratings and are skipped.
    /// </summary>
    /// <param name="source">What the rows were read from, for messages.</param>
    /// <exception cref="InvalidDataException">A row has no contestant or no known winner; names the source and the line.</exception>
    public static async Task<ArenaBattles> ReadAsync(
        IAsyncEnumerable<NumberedRow<BattleRow>> rows, string source, CancellationToken cancellationToken = default)
    {
        var tally = new BattleTally();
        var arenas = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var (line, row) in rows.WithCancellation(cancellationToken))
        {
            if (string.IsNullOrEmpty(row.ModelA) || string.IsNullOrEmpty(row.ModelB))
                throw new InvalidDataException($"{source}:{line}: model_a and model_b must each name a contestant.");
            var outcome = OutcomeOf(row.Winner, source, line);
            if (row.ModelA == row.ModelB) continue;
            tally.Add(new(row.ModelA, row.ModelB, outcome));
            arenas.Add(row.Arena);
        }
        return new(string.Join('+', arenas), tally.ToTable());
    }

    private static Outcome OutcomeOf(string winner, string source, int line) => winner switch
    {
        "model_a" => Outcome.AWins,
        "model_b" => Outcome.BWins,
        "tie" or "tie (bothbad)" => Outcome.Tie,
        _ => throw new InvalidDataException(
            $"{source}:{line}: winner is '{winner}'; write model_a, model_b, tie or tie (bothbad)."),
    };
}
