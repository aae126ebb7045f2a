namespace ArenaLearning.Ranking.Boards;

/// <summary>The board of a stage, or the live one, and those of the arena's parts.</summary>
/// <param name="Stage">Empty for the live one.</param>
/// <param name="RankingId">Empty for the live one.</param>
/// <param name="Ordinal">Rises from stage to stage of a campaign; that of the live one is the highest.</param>
/// <param name="IsComparison">Another judge than the campaign's own said who won.</param>
/// <param name="Parts">By name.</param>
internal sealed record BoardSet(
    string Stage, string RankingId, long Ordinal, bool IsComparison, Board Whole, IReadOnlyDictionary<string, Board> Parts)
{
    /// <param name="category">Empty for all of the arena.</param>
    /// <returns>Null where there is no such part.</returns>
    public Board? Of(string category) => category.Length == 0 ? Whole : Parts.GetValueOrDefault(category);
}
