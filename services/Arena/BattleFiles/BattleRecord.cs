using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Ratings.Battles;

namespace ArenaLearning.Arena.BattleFiles;

/// <summary>A battle as a file has it.</summary>
/// <param name="Line">Of the file, from 1; of a Parquet file the row.</param>
/// <param name="Outcome">Null where the file has neither <c>winner</c> nor <c>preference</c>.</param>
/// <param name="Soft">The probability that A is better; null where the file says none.</param>
internal sealed record BattleRecord(
    int Line, string ModelA, string ModelB, Outcome? Outcome, double? Soft, string? Category, ResponseStyle? StyleA, ResponseStyle? StyleB)
{
    public string? PromptId { get; init; }

    /// <summary>Whether the file has fields for a verdict that are all null or empty: the judge gave none.</summary>
    public bool IsWithoutVerdict { get; init; }
}
