namespace ArenaLearning.Flywheel.Work;

/// <summary>How the controller hands out work. None of it changes results, but <see cref="GenerationChunk"/>:
/// a batch of another size rounds differently.</summary>
/// <param name="GenerationChunk">Prompts in a command to Generation.</param>
/// <param name="JudgingChunk">Battles in a command to Judging.</param>
/// <param name="Window">Most units in flight.</param>
/// <param name="RetrySeconds">After which work without a result is sent again.</param>
/// <param name="MaxAttempts">Tries of a unit before it is recorded as failed.</param>
/// <param name="Weight">Of the campaign in the window that it shares with others of the same Flywheel; above 0.</param>
public sealed record WorkSpec(int GenerationChunk, int JudgingChunk, int Window, double RetrySeconds, int MaxAttempts, double Weight = 1);
