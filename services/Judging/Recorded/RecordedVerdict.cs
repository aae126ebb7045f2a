using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Recorded;

/// <summary>A verdict that already exists.</summary>
public sealed record RecordedVerdict
{
    public required string PromptId { get; init; }

    /// <summary>Which turn of a conversation was judged, from 1; null where the file does not say.</summary>
    public int? Turn { get; init; }
    public required string ModelA { get; init; }

    public required string ModelB { get; init; }

    /// <summary>As in <see cref="VerdictResult.Games"/>, but one where only one was played, in whichever order.</summary>
    public required IReadOnlyList<GameScores> Games { get; init; }

    /// <summary>Of the file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Of A being the better one, where the judge gave one.</summary>
    public double? Probability { get; init; }

    /// <summary>A tie whatever the scores say: they differ by less than the file's judge counts.</summary>
    public bool Tied { get; init; }

    /// <summary>Why the row holds no verdict after all; null where it does.</summary>
    public string? Missing { get; init; }

    /// <summary>The same verdict with A and B exchanged.</summary>
    public RecordedVerdict Swapped() => this with
    {
        ModelA = ModelB,
        ModelB = ModelA,
        Games = [.. Games.Reverse().Select(game => new GameScores(game.ScoreB, game.ScoreA))],
        Probability = 1 - Probability,
    };
}
