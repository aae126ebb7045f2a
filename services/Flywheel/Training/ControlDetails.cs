using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Results;

namespace ArenaLearning.Flywheel.Training;

/// <summary>The control that saw the same winners without the preference term; it is never promoted and does not battle.</summary>
/// <param name="Validation">On the validation split, as the gate measures it.</param>
/// <param name="Greedy">On the arena, greedy answers.</param>
/// <param name="Sampled">On the arena, temperature 1.</param>
public sealed record ControlDetails(
    TrainingDetails Training, AccuracyDetails Validation, AccuracyDetails Greedy, AccuracyDetails Sampled);
