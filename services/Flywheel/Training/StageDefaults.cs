namespace ArenaLearning.Flywheel.Training;

/// <summary>What a stage takes where its mapping says nothing: the campaign's own keys.</summary>
/// <param name="Samples"><c>battles.target_samples</c>; null where it is missing.</param>
/// <param name="Mining">Null where it is missing.</param>
internal sealed record StageDefaults(string Device, StageCounts? Samples, MiningSpec? Mining, GateSpec Gate, TrainingSpec Training);
