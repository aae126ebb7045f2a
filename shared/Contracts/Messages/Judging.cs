using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Messages;

/// <summary>Command to Judging: judge a chunk of battles, each in both orders.</summary>
public sealed record JudgeBattles(string Campaign, string ChunkId, string Judge, IReadOnlyList<BattleUnit> Units);

/// <param name="Category">Of the prompt; a judge may treat categories differently.</param>
public sealed record BattleUnit(
    string UnitId, string Category, IReadOnlyList<ChatTurn> Messages, string? Reference, string ResponseA, string ResponseB);

/// <summary>Event: a chunk of battles was judged; each unit succeeded or failed for itself.</summary>
public sealed record BattlesJudged(string Campaign, string ChunkId, string Judge, IReadOnlyList<VerdictResult> Units);

/// <param name="Games">Two games: the first with A shown first, the second with B shown first. Scores are by model, not by position.</param>
/// <param name="Failure">Why there is no verdict; null when there is one. A failure is never a tie.</param>
public sealed record VerdictResult(
    string UnitId, IReadOnlyList<GameScores> Games, double ScoreA, double ScoreB, BattleWinner Winner,
    ResponseAssessment A, ResponseAssessment B, string? Failure = null);

/// <summary>Scores of one game, 1 to 10.</summary>
public sealed record GameScores(double ScoreA, double ScoreB);

/// <summary>What a judge that can check answers says of one response.</summary>
/// <param name="Correct">Final answer right; null where the judge cannot tell.</param>
/// <param name="FirstError">Offset in characters of the first error; null where there is none.</param>
/// <param name="Reason">In words.</param>
public sealed record ResponseAssessment(bool? Correct, int? FirstError, string Reason);
