namespace ArenaLearning.Judging.LlmJudges;

/// <summary>Scores by position, 1 to 10.</summary>
/// <param name="Reason">Null where the judge gives none.</param>
public sealed record ReplyScores(double First, double Second, string? Reason);
