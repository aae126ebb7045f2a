using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Recorded;

/// <summary>A verdict that already exists.</summary>
/// <param name="Turn">Which turn of a conversation was judged, from 1; null where the file does not say.</param>
/// <param name="Games">As in <see cref="VerdictResult.Games"/>, but one where only one was played, in whichever order.</param>
/// <param name="Probability">Of A being the better one, where the judge gave one.</param>
/// <param name="Tied">A tie whatever the scores say: they differ by less than the file's judge counts.</param>
/// <param name="Missing">Why the row holds no verdict after all; null where it does.</param>
/// <param name="Line">Of the file, from 1.</param>
public sealed record RecordedVerdict(
    string PromptId, int? Turn, string ModelA, string ModelB, IReadOnlyList<GameScores> Games, int Line, double? Probability = null,
    bool Tied = false, string? Missing = null)
{
    /// <summary>The same verdict with A and B exchanged.</summary>
    public RecordedVerdict Swapped() => this with
    {
        ModelA = ModelB,
        ModelB = ModelA,
        Games = [.. Games.Reverse().Select(game => new GameScores(game.ScoreB, game.ScoreA))],
        Probability = 1 - Probability,
    };
}
