using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.System.Tests.Contracts.Before;

public sealed record VerdictResult
{
    public required string UnitId { get; init; }
    public required IReadOnlyList<GameScores> Games { get; init; }
    public required double ScoreA { get; init; }
    public required double ScoreB { get; init; }
    public required BattleWinner Winner { get; init; }
    public required ResponseAssessment A { get; init; }
    public required ResponseAssessment B { get; init; }
    public string? Failure { get; init; }
    public double? Probability { get; init; }
    public FailureClass? FailureClass { get; init; }
    public IReadOnlyDictionary<string, BattleWinner>? Members { get; init; }
    public IReadOnlyList<JudgeReply> FailedReplies { get; init; } = [];
}
