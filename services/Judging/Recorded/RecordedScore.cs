namespace ArenaLearning.Judging.Recorded;

/// <summary>The score of one answer alone, as MT-bench's single-answer grading gives it.</summary>
public sealed record RecordedScore(string PromptId, int? Turn, string Model, double Score, int Line, string? Missing = null);
