using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.LlmJudges;

/// <summary>What a reply says, or what is wrong with it.</summary>
/// <param name="Scores">Null where there is a failure.</param>
public sealed record ReplyReading(ReplyScores? Scores, FailureClass? Failure = null, string? Problem = null);
