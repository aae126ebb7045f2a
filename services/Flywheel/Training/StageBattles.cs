namespace ArenaLearning.Flywheel.Training;

/// <summary>What a stage fights over.</summary>
/// <param name="Split">The part of the prompts, for example <c>D4</c>.</param>
/// <param name="Reused">Whether an earlier stage may have fought over it.</param>
/// <param name="Samples">Answers of the target to each prompt; they battle each other.</param>
/// <param name="WithCompetitors">Whether the competitors answer too, and battle each other and the target's first answer.</param>
/// <param name="Temperature">At which the target answers; null for <c>battles.temperature</c>.</param>
public sealed record StageBattles(string Split, bool Reused, int Samples, bool WithCompetitors = true, double? Temperature = null);
