using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Styles;

namespace ArenaLearning.Ranking.Battles;

/// <summary>The battles of an arena.</summary>
/// <param name="Parts">Wins, losses and ties in each part of the arena, in the order of their names.</param>
/// <param name="Battles">The rows that count for a rating.</param>
/// <param name="Plain">With style control, the same rows without their style; else null.</param>
public sealed record ArenaBattles(IReadOnlyDictionary<string, BattleTable> Parts, BattleSet Battles, BattleSet? Plain)
{
    /// <summary>The parts' names, joined by <c>+</c>.</summary>
    public string Arena => string.Join('+', Parts.Keys);

    /// <summary>
    /// Counts rows as they are read, so that memory grows with the pairs of contestants and not with the battles; with style
    /// control each battle differs and is kept. Battles of a contestant against itself (two samples of one target) say nothing
    /// about ratings and are skipped.
    /// </summary>
    /// <param name="source">What the rows were read from, for messages.</param>
    /// <param name="settings">Whether outcomes are soft, and whether style is controlled.</param>
    /// <param name="part">Only battles of this part of the arena; null for all.</param>
    /// <exception cref="InvalidDataException">
    /// A row has no contestant or no known winner, or lacks what the settings ask for; names the source and the line.
    /// </exception>
    public static async Task<ArenaBattles> ReadAsync(
        IAsyncEnumerable<NumberedRow<BattleRow>> rows, string source, RankingSettings settings, string? part = null,
        CancellationToken cancellationToken = default)
    {
        var tally = new BattleTally();
        var styled = new StyledBattles.Builder(KindsOf(settings.StyleFeatures));
        var parts = new SortedDictionary<string, BattleTally>(StringComparer.Ordinal);
        await foreach (var (line, row) in rows.WithCancellation(cancellationToken))
        {
            if (string.IsNullOrEmpty(row.ModelA) || string.IsNullOrEmpty(row.ModelB))
                throw new InvalidDataException($"{source}:{line}: model_a and model_b must each name a contestant.");
            var outcome = OutcomeOf(row.Winner, source, line);
            if (row.ModelA == row.ModelB || (part is not null && row.Arena != part)) continue;
            try
            {
                var battle = settings.Soft ? new Battle(row.ModelA, row.ModelB, SoftScoreOf(row)) : new(row.ModelA, row.ModelB, outcome);
                if (settings.StyleControl) styled.Add(battle, StyleOf(row.StyleA, "style_a"), StyleOf(row.StyleB, "style_b"));
                tally.Add(battle);
            }
            catch (ArgumentException e)
            {
                throw new InvalidDataException($"{source}:{line}: {e.Message}", e);
            }
            if (!parts.TryGetValue(row.Arena, out var fought)) parts.Add(row.Arena, fought = new());
            fought.Add(new(row.ModelA, row.ModelB, outcome));
        }
        var plain = tally.ToTable();
        var outcomes = new SortedDictionary<string, BattleTable>(
            parts.ToDictionary(entry => entry.Key, entry => entry.Value.ToTable()), StringComparer.Ordinal);
        return settings.StyleControl ? new(outcomes, styled.Build(), plain) : new(outcomes, plain, null);
    }

    private static StyleKinds KindsOf(IReadOnlyList<StyleFeature>? features) => features is null ? StyleKinds.All
        : features.Aggregate(default(StyleKinds), (kinds, feature) => kinds | (feature == StyleFeature.Length ? StyleKinds.Length : StyleKinds.Markdown));

    private static double SoftScoreOf(BattleRow row) => row.Probability ?? SoftOutcome.OfScores(row.ScoreA, row.ScoreB);

    private static AnswerStyle StyleOf(ResponseStyle? style, string field) => style is null
        ? throw new ArgumentException($"style control needs {field}, the length and markdown of the response.")
        : new(style.TokenLen, style.HeaderCount, style.ListCount, style.BoldCount);

    private static Outcome OutcomeOf(string winner, string source, int line) => WinnerLabel.Read(winner) switch
    {
        BattleWinner.ModelA => Outcome.AWins,
        BattleWinner.ModelB => Outcome.BWins,
        BattleWinner.Tie or BattleWinner.BothBad => Outcome.Tie,
        _ => throw new InvalidDataException($"{source}:{line}: winner is '{winner}'; write {WinnerLabel.Allowed}."),
    };
}
